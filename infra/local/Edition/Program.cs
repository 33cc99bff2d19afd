using ServerlessIot.Edition.Commands;

namespace ServerlessIot.Edition;

internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        try
        {
            return await CommandLine.Build(options => new EditionRun(options, TimeProvider.System, Console.Out).RunAsync())
                .Parse(args).InvokeAsync(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (EditionException e)
        {
            await Console.Error.WriteLineAsync($"error: {e.Message}");
            return 1;
        }
    }
}
