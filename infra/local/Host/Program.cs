namespace ServerlessIot.Host;

internal static class Program
{
    private static void Main()
    {
    }
}
