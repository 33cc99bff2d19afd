using ServerlessIot.Faults.Tests.Archive;

namespace ServerlessIot.Faults.Tests;

/// <summary>The tests' program is a process to be killed, too: <c>dotnet ServerlessIot.Faults.Tests.dll compactor …</c>.</summary>
internal static class Program
{
    private static Task<int> Main(string[] arguments) => arguments is ["compactor", .. var rest]
        ? CompactorProcess.RunAsync(rest)
        : throw new ArgumentException("Only 'compactor' can be run; the tests are run with ./test faults.");
}
