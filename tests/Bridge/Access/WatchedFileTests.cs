using Microsoft.Extensions.Logging.Abstractions;
using ServerlessIot.Bridge.Access.Files;

namespace ServerlessIot.Bridge.Tests.Access;

public sealed class WatchedFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void What_was_refused_is_tried_again_since_what_it_depends_on_may_come_later()
    {
        var known = false;
        File.WriteAllText(_path, "old");
        var file = new WatchedFile<string>("Bridge__X", _path, 100, "a text", content =>
            System.Text.Encoding.ASCII.GetString(content) is var text && (text == "old" || known) ? text : throw new FormatException("signed by nobody who is known"));
        File.WriteAllText(_path, "new");
        Assert.False(file.Refresh(NullLogger.Instance));
        Assert.Equal("old", file.Value);
        known = true;
        Assert.True(file.Refresh(NullLogger.Instance));
        Assert.Equal("new", file.Value);
        Assert.False(file.Refresh(NullLogger.Instance));
    }
}
