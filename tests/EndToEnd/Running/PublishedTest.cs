using System.Diagnostics;
using ServerlessIot.Edition.Layout;

namespace ServerlessIot.EndToEnd.Tests.Running;

/// <summary>What is deployed runs: the folders that dotnet publish makes of the four apps and of the bridge.</summary>
public sealed class PublishedTest
{
    private static readonly RepositoryLayout Layout = RepositoryLayout.Find(AppContext.BaseDirectory);

    [Fact]
    public async Task Published_apps_and_bridge_run_with_balanced_books()
    {
        var folder = Directory.CreateTempSubdirectory("serverlessiot-published-");
        try
        {
            foreach (var (name, project) in RepositoryLayout.Publishable) await PublishAsync(project, Path.Combine(folder.FullName, name));
            await using var edition = EditionProcess.Start("--published", folder.FullName, "--for", "5s", "--rate", "200", "--devices", "20");

            var code = await edition.EndAsync();

            Assert.True(code == 0, edition.Output);
            var books = edition.Books().Books;
            Assert.True(books.Acknowledged > 500, edition.Output);
            Assert.Equal((0, 0), (books.Lost, books.Doubled));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task What_was_not_published_is_named_with_the_command_that_does_it_even_without_the_folder()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"serverlessiot-unpublished-{Guid.NewGuid():N}");
        await using var edition = EditionProcess.Start("--published", folder, "--for", "5s");

        Assert.Equal(1, await edition.EndAsync());
        Assert.Contains($"dotnet publish {Path.Combine(Layout.Root, "infra/bridge")} -c {Layout.Configuration} -o {Path.Combine(folder, "Bridge")}", edition.Output, StringComparison.Ordinal);
    }

    private static async Task PublishAsync(string project, string to)
    {
        string[] words = ["publish", Path.Combine(Layout.Root, project), "--configuration", Layout.Configuration, "--output", to, "--nologo", "--verbosity", "quiet"];
        using var process = Process.Start(new ProcessStartInfo("dotnet", words) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(EditionProcess.Patience);
        Assert.True(process.ExitCode == 0, $"dotnet publish {project}:\n{await output}{await errors}");
    }
}
