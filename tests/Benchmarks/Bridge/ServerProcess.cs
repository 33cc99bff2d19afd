using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace ServerlessIot.Benchmarks.Bridge;

/// <summary>A server in a process of its own.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process, IPEndPoint address) => (_process, Address) = (process, address);

    /// <summary>Where it listens.</summary>
    public IPEndPoint Address { get; }

    /// <summary>Starts one of the project's programs, which says <c>ready ADDRESS:PORT</c>.</summary>
    public static Task<ServerProcess> StartAsync(string project, string assembly, string[] arguments, Dictionary<string, string> environment)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        return StartAsync("dotnet", [Path.Combine(Root, project, "bin", configuration, "net10.0", assembly), .. arguments], environment);
    }

    /// <summary>Starts any program that says <c>ready ADDRESS:PORT</c>.</summary>
    public static async Task<ServerProcess> StartAsync(string program, IEnumerable<string> arguments, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30));
        return line?.StartsWith("ready ", StringComparison.Ordinal) == true
            ? new ServerProcess(process, IPEndPoint.Parse(line[6..]))
            : throw new IOException($"{program} did not start: {line}");
    }

    /// <summary>A program that says nothing: it is ready when its port answers.</summary>
    public static ServerProcess Of(Process process, IPEndPoint address) => new(process, address);

    /// <summary>Folder of the repository.</summary>
    public static string Root
    {
        get
        {
            var root = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(root.FullName, "ServerlessIot.sln")))
                root = root.Parent ?? throw new DirectoryNotFoundException("ServerlessIot.sln is in none of the folders above");
            return root.FullName;
        }
    }

    /// <summary>CPU time until now.</summary>
    public TimeSpan Cpu()
    {
        _process.Refresh();
        return _process.TotalProcessorTime;
    }

    /// <summary>Memory that it holds now, bytes.</summary>
    public long Memory()
    {
        _process.Refresh();
        return _process.WorkingSet64;
    }

    /// <summary>Most memory that it held, bytes (Linux).</summary>
    public long MostMemory()
    {
        var line = File.ReadLines($"/proc/{_process.Id}/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }
}
