using System.Text;

namespace ServerlessIot.SampleApp;

/// <summary>Writes what functions saw to files, a line an execution; a file named fail makes them fail after that.</summary>
public sealed class Notebook(string directory)
{
    private static readonly object Gate = new();

    /// <summary>Tells one instance's lines from another's.</summary>
    public string Instance { get; } = Guid.NewGuid().ToString("N")[..6];

    /// <summary>Appends a line to the function's file of this process.</summary>
    /// <exception cref="InvalidOperationException">The file fail exists.</exception>
    public void Write(string function, string line)
    {
        // A file for each process: FileMode.Append writes where the end was when the file was opened, so that two processes overwrite each other.
        lock (Gate)
        {
            string name = $"{function}.{Environment.ProcessId}.txt";
            using var file = new FileStream(Path.Combine(directory, name), FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
            file.Write(Encoding.UTF8.GetBytes($"{Instance} {line}\n"));
        }
        if (File.Exists(Path.Combine(directory, "fail"))) throw new InvalidOperationException("told to fail");
    }

    /// <summary>Waits while the file named hold exists.</summary>
    public async Task HoldAsync(CancellationToken cancellation)
    {
        while (File.Exists(Path.Combine(directory, "hold"))) await Task.Delay(20, cancellation);
    }
}
