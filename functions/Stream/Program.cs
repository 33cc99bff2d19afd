namespace ServerlessIot.Stream;

internal static class Program
{
    private static void Main()
    {
    }
}
