namespace ServerlessIot.Simulator;

internal static class Program
{
    private static void Main()
    {
    }
}
