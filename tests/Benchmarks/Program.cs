namespace ServerlessIot.Benchmarks;

internal static class Program
{
    private static void Main()
    {
    }
}
