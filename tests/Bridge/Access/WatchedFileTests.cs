using Microsoft.Extensions.Logging.Abstractions;
using ServerlessIot.Bridge.Access.Files;
using ServerlessIot.Bridge.Access.Keys;

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

    [Fact]
    public void Of_keys_half_a_copy_counts_for_nothing_although_it_can_be_read()
    {
        var (one, two, three) = (Key(1), Key(2), Key(3));
        File.WriteAllLines(_path, [one, two]);
        var file = new WatchedFile<DeviceKeys>("Bridge__X", _path, 1_000, "keys", DeviceKeys.Read);
        foreach (var half in new[] { one, two })
        {
            File.WriteAllLines(_path, [half]);
            Assert.False(file.Refresh(NullLogger.Instance));
            Assert.Equal(2, file.Value.All.Count);
        }
        File.WriteAllLines(_path, [three, one, two]);
        Assert.False(file.Refresh(NullLogger.Instance));
        Assert.True(file.Refresh(NullLogger.Instance));
        Assert.Equal(3, file.Value.All.Count);
        Assert.False(file.Refresh(NullLogger.Instance));
    }

    [Fact]
    public void Of_keys_a_content_counts_only_when_it_was_read_twice_in_a_row()
    {
        File.WriteAllLines(_path, [Key(1)]);
        var file = new WatchedFile<DeviceKeys>("Bridge__X", _path, 1_000, "keys", DeviceKeys.Read);
        File.WriteAllLines(_path, [Key(2)]);
        Assert.False(file.Refresh(NullLogger.Instance));
        File.Delete(_path);
        Assert.False(file.Refresh(NullLogger.Instance));
        File.WriteAllLines(_path, [Key(2)]);
        Assert.False(file.Refresh(NullLogger.Instance));
        Assert.True(file.Refresh(NullLogger.Instance));
    }

    private static string Key(byte of) => Convert.ToBase64String(Enumerable.Repeat(of, 32).ToArray());
}
