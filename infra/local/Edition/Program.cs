namespace ServerlessIot.Edition;

internal static class Program
{
    private static void Main()
    {
    }
}
