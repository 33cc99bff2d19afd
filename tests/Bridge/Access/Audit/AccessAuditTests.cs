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

    private string Refusals => Path + AccessAudit.RefusedSuffix;

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task A_line_says_when_what_who_where_and_why()
    {
        await using (var audit = Audit())
            audit.Tell(AuditKind.Refused, "acme/d1", IPAddress.Parse("::ffff:192.0.2.7"), "user name or password is wrong");
        var line = Assert.Single(await LinesAsync(Refusals));
        Assert.Equal(["time", "kind", "who", "address", "why"], line.EnumerateObject().Select(m => m.Name));
        Assert.Equal(("refused", "acme/d1", "192.0.2.7", "user name or password is wrong"), (Text(line, "kind"), Text(line, "who"), Text(line, "address"), Text(line, "why")));
        Assert.InRange(TimeProvider.System.GetUtcNow() - line.GetProperty("time").GetDateTimeOffset(), TimeSpan.FromSeconds(-1), TimeSpan.FromMinutes(1));
        if (!OperatingSystem.IsWindows())
            Assert.Equal((UnixFileMode.UserRead | UnixFileMode.UserWrite, UnixFileMode.UserRead | UnixFileMode.UserWrite), (File.GetUnixFileMode(Path), File.GetUnixFileMode(Refusals)));
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
        var lines = await LinesAsync(Refusals);
        Assert.Equal(100_000, lines.Where(l => Text(l, "who") == "hammer").Sum(Count));
        Assert.InRange(lines.Length, 2, 3);
        Assert.Equal(new string('x', AuditEntry.Longest - 1) + "…", Text(lines[^1], "who"));
    }

    [Fact]
    public async Task Who_floods_it_with_names_is_counted_only()
    {
        await using (var audit = Audit())
            for (var i = 0; i < 50_000; i++)
                audit.Tell(AuditKind.Refused, $"name{i}", Somewhere, "no");
        var lines = await LinesAsync(Refusals);
        Assert.InRange(lines.Length, 1, 2);
        Assert.Equal(("name0", 50_000, true), (Text(lines[0], "who"), lines.Sum(Count), lines[^1].GetProperty("others").GetBoolean()));
    }

    [Fact]
    public async Task Who_floods_it_from_many_addresses_is_counted_only()
    {
        await using (var audit = Audit())
            for (var i = 0; i < 50_000; i++)
                audit.Tell(AuditKind.Refused, "name", new IPAddress(i), "no");
        var lines = await LinesAsync(Refusals);
        Assert.Equal(50_000, lines.Sum(Count));
        Assert.InRange(lines.Count(l => Text(l, "kind") == "refused"), 1, 4_096);
    }

    [Fact]
    public async Task Refusals_that_fill_their_file_leave_what_else_was_told_where_it_is()
    {
        var options = new AccessOptions { AuditFile = Path, AuditBytes = 64 << 10 };
        await using (var audit = new AccessAudit(options, TimeProvider.System, NullLogger.Instance))
        {
            audit.Tell(AuditKind.Ended, "acme/d1", Somewhere, "the certificate is revoked");
            for (var round = 0; round < 4; round++)
            {
                for (var i = 0; i < 1_000; i++)
                    audit.Tell(round % 2 == 0 ? AuditKind.Refused : AuditKind.Closed, new string('x', 100), new IPAddress((round * 1_000) + i), "no");
                var sought = $"\"{new IPAddress((round * 1_000) + 999)}\"";
                await Eventually.True(() => Written().Contains(sought, StringComparison.Ordinal));
            }
            audit.Tell(AuditKind.Token, "acme/d2", Somewhere, "a session token for 3600 s");
        }
        Assert.True(File.Exists(Refusals + ".1"));
        Assert.Equal(["ended", "token"], (await LinesAsync(Path)).Select(l => Text(l, "kind")));
        Assert.False(File.Exists(Path + ".1"));

        string Written()
        {
            try
            {
                return File.ReadAllText(Refusals);
            }
            catch (FileNotFoundException)
            {
                return ""; // it was full, and has another name
            }
        }
    }

    [Fact]
    public void What_comes_again_within_a_minute_is_one_line_when_the_minute_is_over()
    {
        var clock = new Minutes();
        var trail = new AuditTrail(new AuditFile(Path, 1 << 20), clock, NullLogger.Instance);
        void Tell(string who) => trail.Tell(new AuditEntry(AuditKind.Refused, who, Somewhere, "no"));
        (string, int)[] Written()
        {
            trail.Write(last: false);
            return [.. File.ReadAllLines(Path).Select(l => JsonDocument.Parse(l).RootElement).Select(l => (Text(l, "who"), Count(l)))];
        }
        Tell("a");
        Assert.Equal([("a", 1)], Written());
        for (var second = 1; second < 60; second++)
        {
            clock.Advance(1);
            Tell($"b{second}");
            Assert.Single(Written());
        }
        clock.Advance(1);
        Assert.Equal([("a", 1), ("b1", 59)], Written());
        clock.Advance(59);
        Tell("c");
        Assert.Equal(2, Written().Length);
        clock.Advance(1);
        Assert.Equal(("c", 1), Written()[^1]);
        clock.Advance(60);
        Assert.Equal(3, Written().Length);
        // A minute without any: it begins anew.
        Tell("d");
        Assert.Equal(("d", 1), Written()[^1]);
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
        audit.Tell(AuditKind.Ended, "d1", Somewhere, "one");
        await Task.Delay(TimeSpan.FromSeconds(1.5)); // a round or two in which it cannot be written
        audit.Tell(AuditKind.Refused, "d1", Somewhere, "two");
        audit.Tell(AuditKind.Ended, "d1", Somewhere, "two");
        Directory.CreateDirectory(folder);
        foreach (var file in new[] { options.AuditFile, options.AuditFile + AccessAudit.RefusedSuffix })
            await Eventually.True(() => File.Exists(file) && File.ReadAllLines(file).Length == 2);
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
        var (own, strangers) = (await File.ReadAllTextAsync(Path), await File.ReadAllTextAsync(Refusals));
        Assert.DoesNotContain("\"refused\"", own, StringComparison.Ordinal);
        var text = own + strangers;
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

    private static async Task<JsonElement[]> LinesAsync(string path) => [.. (await File.ReadAllLinesAsync(path)).Select(l => JsonDocument.Parse(l).RootElement)];

    private static int Count(JsonElement line) => line.TryGetProperty("count", out var count) ? count.GetInt32() : 1;

    private static string Text(JsonElement line, string name) => line.GetProperty(name).GetString()!;

    private AccessAudit Audit() => new(new AccessOptions { AuditFile = Path }, TimeProvider.System, NullLogger.Instance);

    /// <summary>A clock that is put forward by hand.</summary>
    private sealed class Minutes : TimeProvider
    {
        private long _ticks = System.GetTimestamp();

        public override long GetTimestamp() => _ticks;

        public void Advance(int seconds) => _ticks += seconds * TimestampFrequency;
    }
}
