using ServerlessIot.Edition.Commands;
using ServerlessIot.Edition.Display;
using ServerlessIot.Edition.Layout;
using ServerlessIot.Edition.Parts;
using ServerlessIot.Edition.Running;
using ServerlessIot.Edition.Supervision;
using Spectre.Console;

namespace ServerlessIot.Edition;

/// <summary>One start of the edition, from the first process to the last.</summary>
/// <param name="options">What the person asked for.</param>
/// <param name="time">Clock.</param>
/// <param name="output">Where plain lines go.</param>
public sealed class EditionRun(EditionOptions options, TimeProvider time, TextWriter output)
{
    /// <summary>What a shell answers for a program that ended by SIGINT.</summary>
    private const int Interrupted = 130;

    /// <summary>Runs until the end of the bounded run, or until Ctrl-C.</summary>
    /// <returns>Exit code: 0 = as asked; 1 = the books do not balance or a part failed; 130 = a bounded run was interrupted.</returns>
    public async Task<int> RunAsync()
    {
        var layout = RepositoryLayout.Find(AppContext.BaseDirectory) with { Published = options.Published is { } published ? Path.GetFullPath(published) : null };
        layout.RefuseUnpublished();
        var folder = options.Directory is { } chosen ? new RunFolder(Path.GetFullPath(chosen))
            : options.IsBounded ? RunFolder.Fresh(layout, time.GetLocalNow()) : RunFolder.Kept(layout);
        RefuseSecondStart(folder);
        if (options.Reset) folder.Delete();
        Directory.CreateDirectory(folder.Path);

        using var signals = new StopSignals(time);
        var ports = LocalPorts.Choose(new PortPicker(new Random(Environment.ProcessId), !options.FreePorts), options.MqttPort, options.ApiPort);
        var settings = new LocalSettings(ports, Environment.GetEnvironmentVariable);
        var addresses = new Addresses(ports, settings, folder);
        IDisplay display = options.Plain || Console.IsOutputRedirected ? new PlainDisplay(output) : new Display.LiveDisplay(AnsiConsole.Console, addresses.Lines);

        var code = 1;
        var supervisor = new Supervisor(folder, time, display.Say);
        await using (supervisor.ConfigureAwait(false))
        {
            var context = new EditionContext(options, folder, ports, settings, new PartCatalog(layout, folder, ports, settings), supervisor, display, time);
            code = await RunAsync(context, addresses, signals.Token);
        }

        display.Say("everything that was started has ended");
        if (code == 0 && options is { IsBounded: true, Keep: false, Directory: null }) folder.Delete();
        else display.Say($"data and logs: {folder.Path}");
        return code;
    }

    private static async Task<int> RunAsync(EditionContext context, Addresses addresses, CancellationToken stop)
    {
        try
        {
            var started = context.Time.GetTimestamp();
            await new Servers(context).StartAsync(stop);
            await new FirstTick(context).RunAsync(stop);
            context.Display.Say($"up after {context.Time.GetElapsedTime(started).TotalSeconds:0.0} s");
            foreach (var line in addresses.Lines) context.Display.Say("  " + line);
            return context.Options switch
            {
                { Csv: not null } => await new ReplayRun(context).RunAsync(stop),
                { For: not null } => await new BoundedRun(context).RunAsync(stop),
                _ => await new OpenRun(context).RunAsync(stop),
            };
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            context.Display.Say(context.Options.IsBounded ? "stopped before the end: no books" : "stopping …");
            return context.Options.IsBounded ? Interrupted : 0;
        }
        catch (EditionException e)
        {
            context.Display.Say($"error: {e.Message}");
            return 1;
        }
        finally
        {
            await context.Display.EndAsync();
        }
    }

    private static void RefuseSecondStart(RunFolder folder)
    {
        if (RunFile.Read(folder.RunFile) is not { } file || file.Edition == Environment.ProcessId) return;
        // A process id is given out again: only one that still runs this program counts.
        var commandLine = $"/proc/{file.Edition}/cmdline";
        if (File.Exists(commandLine) && File.ReadAllText(commandLine).Contains("ServerlessIot.Edition", StringComparison.Ordinal))
            throw new EditionException($"The edition is already running on {folder.Path} (process {file.Edition}). Stop it first, or name another --directory.");
    }
}
