namespace ServerlessIot.Ops;

internal static class Program
{
    private static void Main()
    {
    }
}
