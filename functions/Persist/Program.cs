namespace ServerlessIot.Persist;

internal static class Program
{
    private static void Main()
    {
    }
}
