using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessIot.Bridge.Access;
using ServerlessIot.Bridge.Access.Audit;
using ServerlessIot.Bridge.Settings;
using ServerlessIot.Bridge.Tests.Devices;

namespace ServerlessIot.Bridge.Tests.Access.Audit;

public sealed class AccessAuditTests : IDisposable
{
    private static readonly IPAddress Somewhere = IPAddress.Parse("192.0.2.7");
    private readonly AccessFiles _files = new();

    private string Path => _files.At("audit.jsonl");

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task A_line_says_when_what_who_where_and_why()
    {
        await using (var audit = Audit())
            audit.Tell(AuditKind.Refused, "acme/d1", IPAddress.Parse("::ffff:192.0.2.7"), "user name or password is wrong");
        var line = JsonDocument.Parse(Assert.Single(await File.ReadAllLinesAsync(Path))).RootElement;
        Assert.Equal(["time", "kind", "who", "address", "why"], line.EnumerateObject().Select(m => m.Name));
        Assert.Equal(("refused", "acme/d1", "192.0.2.7", "user name or password is wrong"), (Text(line, "kind"), Text(line, "who"), Text(line, "address"), Text(line, "why")));
        Assert.InRange(TimeProvider.System.GetUtcNow() - line.GetProperty("time").GetDateTimeOffset(), TimeSpan.FromSeconds(-1), TimeSpan.FromMinutes(1));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path));
    }

    [Fact]
    public async Task What_comes_again_and_again_is_counted_and_what_a_stranger_chooses_is_bounded()
    {
        var long1 = new string('x', AuditEntry.Longest - 1) + "😀😀";
        await using (var audit = Audit())
        {
            for (var i = 0; i < 100_000; i++)
                audit.Tell(AuditKind.Refused, "hammer", Somewhere, "no");
            audit.Tell(AuditKind.Refused, long1, Somewhere, "a \"line\nbreak\" \u2028");
        }
        var lines = (await File.ReadAllLinesAsync(Path)).Select(l => JsonDocument.Parse(l).RootElement).ToArray();
        Assert.Equal(100_000, lines.Where(l => Text(l, "who") == "hammer").Sum(l => l.TryGetProperty("count", out var count) ? count.GetInt32() : 1));
        Assert.InRange(lines.Length, 2, 60);
        Assert.Equal(new string('x', AuditEntry.Longest - 1) + "…", Text(lines[^1], "who"));
    }

    [Fact]
    public async Task Who_floods_it_with_names_is_counted_only()
    {
        await using (var audit = Audit())
            for (var i = 0; i < 50_000; i++)
                audit.Tell(AuditKind.Refused, $"name{i}", Somewhere, "no");
        var lines = (await File.ReadAllLinesAsync(Path)).Select(l => JsonDocument.Parse(l).RootElement).ToArray();
        var lost = lines.Where(l => Text(l, "kind") == "lost").Sum(l => l.TryGetProperty("count", out var count) ? count.GetInt32() : 1);
        Assert.Equal(50_000, lines.Count(l => Text(l, "kind") == "refused") + lost);
        Assert.InRange(lost, 1, 50_000 - 4_096);
    }

    [Fact]
    public void A_full_file_takes_the_place_of_the_one_before()
    {
        var file = new AuditFile(Path, 100);
        byte[] line = [.. Enumerable.Repeat((byte)'x', 59), (byte)'\n'];
        foreach (var digit in "123"u8.ToArray())
        {
            line[0] = digit;
            file.Append(line);
        }
        Assert.Equal(("2", "3"), (File.ReadAllText(Path + ".1")[..1], File.ReadAllText(Path)[..1]));
        Assert.Equal(60, new FileInfo(Path).Length);
    }

    [Fact]
    public void What_a_crash_tore_does_not_tear_what_follows()
    {
        File.WriteAllText(Path, "{\"time\":");
        new AuditFile(Path, 1_000).Append("{}\n"u8);
        Assert.Equal("{\"time\":\n{}\n", File.ReadAllText(Path));
    }

    [Fact]
    public async Task A_disk_that_fails_for_a_while_loses_nothing()
    {
        var folder = _files.At("audit");
        Directory.CreateDirectory(folder);
        var options = new AccessOptions { AuditFile = System.IO.Path.Combine(folder, "a.jsonl") };
        await using var audit = new AccessAudit(options, TimeProvider.System, NullLogger.Instance);
        Directory.Delete(folder, recursive: true);
        audit.Tell(AuditKind.Refused, "d1", Somewhere, "one");
        await Task.Delay(TimeSpan.FromSeconds(1.5)); // a round or two in which it cannot be written
        audit.Tell(AuditKind.Refused, "d1", Somewhere, "two");
        Directory.CreateDirectory(folder);
        await Eventually.True(() => File.Exists(options.AuditFile) && File.ReadAllLines(options.AuditFile).Length == 2);
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_said_at_the_start() =>
        Assert.Contains("Bridge__AuditFile", Assert.Throws<SettingException>(() => new AccessAudit(new AccessOptions { AuditFile = _files.At("no/such/folder") }, TimeProvider.System, NullLogger.Instance)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_bridge_tells_of_refusals_attempts_and_ends_and_of_no_secret()
    {
        var (password, token) = (_files.Keys.PasswordOf(new DeviceIdentity("acme", "d1")), _files.Token(AccessFiles.Claims(device: "d9", expires: 1)));
        await using (var bridge = await TestBridge.StartAsync(o => _files.Bridge(o) with { Access = _files.Options with { AuditFile = Path, FailuresToRefuse = 3 } }))
        {
            using var device = await RawDevice.OpenAsync(bridge.Port);
            await device.SendAsync(Connect("d1", "acme/d1", password), Bytes.Publish(5, 1, 1, "other/site/d1/telemetry/x", [1]));
            Assert.Equal(0, (await device.ReadAsync()).Body()[1]);
            Assert.Equal(0x87, (await device.ReadAsync()).Body()[2]);
            foreach (var (client, user, secret) in new[] { ("d2", "acme/d1", password), ("d1", "acme/d1", "a guess"), ("d9", token, token), ("d1", "acme/d1", "a guess"), ("d1", "acme/d1", password) })
            {
                using var other = await RawDevice.OpenAsync(bridge.Port);
                await other.SendAsync(Connect(client, user, secret));
                Assert.NotEqual(0, (await other.ReadAsync()).Body()[1]);
            }
            await File.WriteAllTextAsync(_files.Bans, "acme/d1\n");
            Assert.Equal(0x87, Assert.Single(await device.ReadToEndAsync()).Body()[0]);
        }
        var text = await File.ReadAllTextAsync(Path);
        var lines = text.TrimEnd().Split('\n').Select(l => JsonDocument.Parse(l).RootElement).Select(l => (Text(l, "kind"), l.TryGetProperty("who", out _) ? Text(l, "who") : null, Text(l, "why"))).ToArray();
        Assert.Contains(("foreign", "acme/d1", "other/site/d1/telemetry/x"), lines);
        Assert.Contains(("refused", "acme/d1", "the client identifier is not the device's"), lines);
        Assert.Contains(("refused", "acme/d1", "user name or password is wrong"), lines);
        Assert.Contains(("refused", "acme/d1", "this address is not let in"), lines);
        Assert.Contains(("closed", null, "wrong credentials too often: refused for 60 s"), lines);
        Assert.Contains(("ended", "acme/d1", "this device is not let in"), lines);
        Assert.All(new[] { password, token, "a guess" }, secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
    }

    private static byte[] Connect(string client, string user, string password) => Bytes.Connect(5, client, flags: 0xC2, rest: [Bytes.Text(user), Bytes.Text(password)]);

    private static string Text(JsonElement line, string name) => line.GetProperty(name).GetString()!;

    private AccessAudit Audit() => new(new AccessOptions { AuditFile = Path }, TimeProvider.System, NullLogger.Instance);
}
