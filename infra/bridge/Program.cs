namespace ServerlessIot.Bridge;

internal static class Program
{
    private static void Main()
    {
    }
}
