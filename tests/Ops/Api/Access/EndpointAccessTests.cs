using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Devices;
using ServerlessIot.Domain.Log;
using ServerlessIot.Ops.Api.Access;
using ServerlessIot.Ops.Api.Accesses;
using ServerlessIot.Ops.Api.Alerts;
using ServerlessIot.Ops.Api.Commands;
using ServerlessIot.Ops.Api.Registry;
using ServerlessIot.Ops.Api.Registry.Groups;
using ServerlessIot.Ops.Api.Replays;
using ServerlessIot.Ops.Api.Rules;
using ServerlessIot.Ops.Tests.Doubles;
using ServerlessIot.Steps.Access;
using ServerlessIot.Steps.Archive;
using ServerlessIot.Steps.Audit;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Registry;
using ServerlessIot.Steps.Replay;
using ServerlessIot.Steps.Replay.Jobs;
using ServerlessIot.Steps.Restore;
using ServerlessIot.Steps.Windows;

namespace ServerlessIot.Ops.Tests.Api.Access;

/// <summary>Every endpoint against every kind of caller.</summary>
public sealed class EndpointAccessTests(TokenFixture fixture) : IClassFixture<TokenFixture>, IAsyncLifetime
{
    private const string Tenant = "t";
    private const string Query = "?from=0&reason=asked%20for";
    private static int ids;

    // Each test has an alert of its own, since acknowledging changes it.
    private string command = "";
    private string restore = "";
    private string replay = "";
    private string erasure = "";
    private readonly string alert = "alert-" + Interlocked.Increment(ref ids).ToString(CultureInfo.InvariantCulture);

    private string Taken => alert + "-taken";

    public static TheoryData<Type> Guarded() => [.. AccessTable.Guarded];

    public static TheoryData<Type, string> BadTokens()
    {
        var data = new TheoryData<Type, string>();
        foreach (var function in AccessTable.Guarded) foreach (var name in Bad.Keys) data.Add(function, name);
        return data;
    }

    public static TheoryData<Type, ApiRole> Roles()
    {
        var data = new TheoryData<Type, ApiRole>();
        foreach (var function in AccessTable.Guarded) foreach (var role in Enum.GetValues<ApiRole>()) data.Add(function, role);
        return data;
    }

    private static Dictionary<string, Func<IdentityProvider, TestToken, string?>> Bad { get; } = new()
    {
        ["none"] = (_, _) => null,
        ["expired"] = (directory, token) => directory.Token(token.With("exp", TestToken.Now - 61)),
        ["audience"] = (directory, token) => directory.Token(token.With("aud", "00000003-0000-0000-c000-000000000000")),
        ["issuer"] = (directory, token) => directory.Token(token.With("iss", "https://sts.windows.net/directory/")),
        ["signature"] = (directory, token) => SignedByAnother(directory, token),
        ["alg none"] = (_, token) => token.WithHeader("alg", "none").Sign("key-1", _ => []),
        // The public key, which everybody has, as the secret of an HMAC.
        ["alg HS256"] = (directory, token) => token.WithHeader("alg", "HS256").Sign("key-1", data => HMACSHA256.HashData(directory.Keys[0].Public.Modulus!, data)),
        ["ID token"] = (directory, token) => directory.Token(token.Without("azp").Without("scp")),
    };

    public async Task InitializeAsync()
    {
        var (api, device) = (fixture.Api, $"{Tenant}/d");
        await api.Documents.TryWriteAsync(Containers.Twins, device, "twin", Samples.Twin(Tenant, "d"), null, default);
        await api.Documents.TryWriteAsync(Containers.Windows, device, WindowsStep.IdOf(60_000), Samples.Window(Tenant, "d", 60_000), null, default);
        await api.Documents.TryWriteAsync(Containers.Alerts, device, alert, Samples.Alert(Tenant, "d", alert), null, default);
        await api.Documents.TryWriteAsync(Containers.Alerts, device, Taken, Samples.Alert(Tenant, "d", Taken, AlertStates.Acknowledged), null, default);
        restore = (await new RestoreStep(api.Archive, new ArchiveOptions(), api.Clock).AskAsync([alert], [Tenant], default)).Id;
        replay = (await new ReplayJobs(api.Archive, new ReplayOptions { MostJobs = 1000 }, api.Clock).AskAsync(Wanted(alert), null, default)).Job!.Id;
        command = (await api.SendAsync(Tenant, "d", alert)).Command.Id;
        erasure = (await api.EraseAsync(Tenant, "d")).Id;
        await api.Registry.WriteAsync(new RegistrationDraft(new DeviceRegistration { Tenant = Tenant, Device = "d", Type = "x" }, null), null, VersionCondition.None, default);
        await api.Documents.TryWriteAsync(Containers.Registry, RegistryKeys.PartitionOf(Tenant, alert), RegistryKeys.Group, new DeviceGroup { Tenant = Tenant, Name = alert, Filter = new DeviceFilter() }, null, default);
        api.Search.Events.Clear();
        api.Search.Events.Add(Samples.Event("d", ApiFixture.Now - 1, 0) with { Tenant = Tenant });
        api.Log.Records.Clear();
        api.Log.Records.Add(new LogRecord("telemetry.quarantine", 0, 7, ApiFixture.Now, Encoding.UTF8.GetBytes(device), "bytes"u8.ToArray(), [new(LogHeaders.ReasonCode, "not-json")]));
        var access = new AccessEntry { Id = alert, Time = ApiFixture.Now - 1, Method = "GET", Path = "/api/devices/t/d", Tenants = [Tenant], Status = 200 };
        await new AccessLog(api.AccessBlobs, api.Clock).WriteAsync(access, default);
        var books = new BooksStore(api.Blobs);
        await books.TryWriteAsync(new AuditBooks(ApiFixture.Now, []), (await books.ReadAsync(default)).Version, default);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public void Every_route_of_the_app_is_in_the_table_and_none_besides() =>
        Assert.Equal(
            AccessTable.Rules.Select(rule => $"{rule.Key.Name} {rule.Value.Route}").Order(StringComparer.Ordinal),
            AccessTable.Functions.Select(function => $"{function.Key.Name} {function.Value}").Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(BadTokens))]
    public async Task A_token_that_is_not_good_is_401(Type function, string bad)
    {
        var answer = await CallAsync(function, Bad[bad](fixture.Directory, TestToken.For(fixture.Directory, "Iot.Admin")));
        Assert.Equal((401, "application/problem+json"), (answer.Status, answer.Response.ContentType));
        Assert.Equal(bad == "none" ? "Bearer" : "Bearer error=\"invalid_token\"", answer.Response.Headers.WWWAuthenticate);
        Assert.Equal("urn:serverlessiot:problem:token", answer.Json.GetProperty("type").GetString());
    }

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task The_key_is_nothing_where_tokens_are_asked_for(Type function)
    {
        await using var services = fixture.Api.Services(fixture.Api.Gateway.ConnectionString, [.. fixture.Directory.Settings, ("Api:Key", "secret")]);
        Assert.Equal(401, (await ApiFixture.CallAsync(services, function, "", null, request => request.Headers[KeyAccess.Header] = "secret", Route(function))).Status);
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public async Task A_role_is_enough_from_the_least_on(Type function, ApiRole role)
    {
        var rule = AccessTable.Rules[function];
        // The books belong to no tenant: see the next test.
        string[] tenants = rule.Others == Others.Forbidden ? [] : ["Tenant." + Tenant];
        var answer = await CallAsync(function, fixture.Directory.Token(["Iot." + role, .. tenants]));
        if (role >= rule.Role) Assert.Equal(rule.Done, answer.Status);
        else AssertForbidden(answer, tenants.Length > 0 ? $"Iot.{rule.Role}" : "Tenant.");
    }

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task Somebody_of_another_tenant_learns_nothing(Type function)
    {
        var token = fixture.Directory.Token("Iot.Admin", "Tenant.other");
        var answer = await CallAsync(function, token);
        switch (AccessTable.Rules[function].Others)
        {
            case Others.None:
                Assert.Equal(200, answer.Status);
                Assert.Empty(answer.Items(_ => ""));
                break;
            case Others.Open:
                Assert.Equal(200, answer.Status);
                break;
            case Others.Forbidden:
                AssertForbidden(answer, "administrators without tenants");
                break;
            case Others.NotFound:
                Assert.Equal(404, answer.Status);
                // What that tenant does not have is answered in the same words.
                Remove();
                Assert.Equal((404, Encoding.UTF8.GetString(answer.Bytes)), await AbsentAsync(function, token));
                break;
        }
    }

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task An_administrator_without_tenants_sees_everything(Type function)
    {
        var answer = await CallAsync(function, fixture.Directory.Token("Iot.Admin"));
        Assert.Equal(AccessTable.Rules[function].Done, answer.Status);
        if (AccessTable.Rules[function].Others == Others.None) Assert.NotEmpty(answer.Items(_ => ""));
    }

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task Without_a_role_or_without_a_tenant_nothing_is_seen(Type function)
    {
        AssertForbidden(await CallAsync(function, fixture.Directory.Token()), "Iot.Reader");
        AssertForbidden(await CallAsync(function, fixture.Directory.Token("Tenant." + Tenant)), "Iot.Reader");
        AssertForbidden(await CallAsync(function, fixture.Directory.Token("iot.admin", "Iot.Administrator")), "Iot.Reader");
        AssertForbidden(await CallAsync(function, fixture.Directory.Token("Iot.Operator")), "Tenant.NAME");
        // A limit that cannot be understood is still one.
        AssertForbidden(await CallAsync(function, fixture.Directory.Token("Iot.Admin", "Tenant.", "Tenant.t/d")), "Tenant.NAME");
    }

    [Fact]
    public async Task Of_a_storm_only_the_alerts_of_the_callers_tenants_are_listed()
    {
        await fixture.Api.Documents.TryWriteAsync(Containers.Alerts, $"{Tenant}/d", alert + "-child", Samples.Alert(Tenant, "d", alert + "-child") with { Parent = alert }, null, default);
        foreach (var (tenants, seen) in new (string[], int)[] { (["Tenant." + Tenant], 1), (["Tenant.other"], 0), (["Tenant.other", "Tenant." + Tenant], 1) })
        {
            var answer = await fixture.CallAsync(typeof(ListAlerts), fixture.Directory.Token(["Iot.Reader", .. tenants]), "?parent=" + alert, null, []);
            Assert.Equal((200, seen), (answer.Status, answer.Items(_ => "").Length));
        }
    }

    [Fact]
    public async Task Health_is_open_to_everybody() =>
        Assert.Equal(200, (await fixture.CallAsync(AccessTable.Rules.Single(rule => rule.Value.Role is null).Key, null)).Status);

    private static string SignedByAnother(IdentityProvider directory, TestToken token)
    {
        using var another = new TestKey(directory.Keys[0].Id);
        return token.Sign(another);
    }

    private static void AssertForbidden(Answer answer, string hint)
    {
        Assert.Equal((403, "application/problem+json"), (answer.Status, answer.Response.ContentType));
        Assert.Equal("Bearer error=\"insufficient_scope\"", answer.Response.Headers.WWWAuthenticate);
        Assert.Contains(hint, answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private Task<Answer> CallAsync(Type function, string? token) => fixture.CallAsync(function, token, QueryOf(function), Body(function), Route(function));

    private static string QueryOf(Type function) => function == typeof(GetAccessLog) || function == typeof(RegisterDevices) || function == typeof(PostDryRun) ? $"?tenant={Tenant}" : Query;

    // Asked for before, so that it is there.
    private string? Body(Type function) =>
        function == typeof(PutRegistration) ? """{"type":"x"}""" :
        function == typeof(PutRules) || function == typeof(PostDryRun) ? """{"version":1,"rules":[]}""" :
        function == typeof(PutGroup) ? """{"filter":{}}""" :
        function == typeof(RegisterDevices) ? """[{"device":"d","type":"x"}]""" :
        function == typeof(SendCommand) ? $$"""{"command":"restart","key":"{{alert}}"}""" :
        function == typeof(StartReplay) ? $$"""{"kind":"{{Wanted(alert).Kind}}","tenant":"{{Tenant}}","from":0,"to":1,"rate":1,"key":"{{alert}}"}""" : null;

    private static ReplayRequest Wanted(string key) => new() { Kind = ReplayKinds.Archive, Tenant = Tenant, From = 0, To = 1, Rate = 1, Key = key };

    private object[] Route(Type function) => AccessTable.Rules[function].Route switch
    {
        var route when route.StartsWith("get restores/", StringComparison.Ordinal) => [restore],
        var route when route.Contains(" replays/", StringComparison.Ordinal) => [replay],
        var route when route.StartsWith("get erasures/", StringComparison.Ordinal) => [erasure],
        var route when route.EndsWith("commands/{id}", StringComparison.Ordinal) => [Tenant, "d", command],
        var route when route.EndsWith("/reopen", StringComparison.Ordinal) => [Tenant, "d", Taken],
        var route when route.Contains("{id}", StringComparison.Ordinal) => [Tenant, "d", alert],
        var route when route.Contains("{name}", StringComparison.Ordinal) => [Tenant, alert],
        var route when route.Contains("{device}", StringComparison.Ordinal) => [Tenant, "d"],
        var route when route.Contains("{tenant}", StringComparison.Ordinal) => [Tenant],
        var route when route.Contains("{offset}", StringComparison.Ordinal) => ["0", "7"],
        _ => [],
    };

    // The record goes, a neighbour keeps the bounds of its partition.
    private void Remove()
    {
        var record = fixture.Api.Log.Records.Single();
        fixture.Api.Log.Records.Clear();
        fixture.Api.Log.Records.Add(record with { Offset = 7, Topic = "another" });
    }

    private async Task<(int Status, string Body)> AbsentAsync(Type function, string token)
    {
        object[] route = [.. Route(function).Select(part => part is "d" ? "none" : part is string id && (id == alert || id == Taken || id == restore || id == replay || id == erasure || id == command) ? "nothing" : part)];
        var answer = await fixture.CallAsync(function, token, QueryOf(function), Body(function), route);
        var body = Encoding.UTF8.GetString(answer.Bytes).Replace($"{Tenant}/none", $"{Tenant}/d", StringComparison.Ordinal).Replace("nothing", function == typeof(GetCommand) ? command : function == typeof(ReopenAlert) ? Taken : alert, StringComparison.Ordinal);
        return (answer.Status, body);
    }
}
