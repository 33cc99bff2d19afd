using System.Text;
using System.Text.Json;
using ServerlessIot.Domain.Devices;
using ServerlessIot.Ops.Api.Registry;
using ServerlessIot.Ops.Api.Registry.Groups;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Registry;

namespace ServerlessIot.Ops.Tests.Api.Registry;

/// <summary>Thousands of requests with other tenants' names, devices, groups and page tokens, by an administrator of one tenant.</summary>
public sealed class OtherTenantsTests(TokenFixture fixture) : IClassFixture<TokenFixture>
{
    private const int Requests = 4000;

    // In documents of others only, never in a request.
    private const string Secret = "kept-from-others";
    private static readonly string[] Others = ["theirs", "min", "mine-1", "mine2", "MINE", "m"];
    private static readonly string[] Spellings = ["theirs", "min", "mine-1", "mine2", "MINE", "m", "mine%2F..%2Ftheirs", "theirs%2F", "%2Ftheirs", "mine%2F", "mine%2F%2Fgroups", "theirs%2F%2Fgroups", "..", "mine\n", "mine "];
    private static readonly string[] Devices = ["d1", "d2", "group", "registration", "..%2Ftheirs%2Fd1", "%2Fgroups%2Fg", "d1%2F", "*", "%", "none"];
    private static readonly string[] Groups = ["g", "registration", "d1", "..%2F..%2Ftheirs%2Fd1", "none"];

    private static readonly Type[] Functions =
    [
        typeof(GetRegistration), typeof(PutRegistration), typeof(DeleteRegistration), typeof(RegisterDevices), typeof(ListRegistrations), typeof(GetRegistryCounts),
        typeof(GetGroup), typeof(PutGroup), typeof(DeleteGroup), typeof(ListGroups), typeof(ListGroupDevices),
    ];

    [Fact]
    public async Task Nothing_of_others_is_told_or_changed_by_any_request()
    {
        foreach (var tenant in Others) await FillAsync(tenant, Secret);
        await FillAsync("mine", "own");
        var before = await AllAsync();
        var token = fixture.Directory.Token("Iot.Admin", "Tenant.mine");
        var (random, statuses) = (new Random(5), new Dictionary<int, int>());
        for (var i = 0; i < Requests; i++)
        {
            var function = Functions[random.Next(Functions.Length)];
            var (query, body, route) = (Query(random, function), Body(random, function), Route(random, function));
            var answer = await fixture.CallAsync(function, token, query, body, route);
            statuses[answer.Status] = statuses.GetValueOrDefault(answer.Status) + 1;
            var text = Encoding.UTF8.GetString(answer.Bytes);
            var asked = $"{function.Name} {string.Join('/', route)} {query} {body}: {answer.Status} {text}";
            Assert.True(answer.Status is 200 or 400 or 404, asked);
            Assert.False(text.Contains(Secret, StringComparison.Ordinal), asked);
            if (answer.Status == 200) Assert.All(Tenants(answer.Json), tenant => Assert.True(tenant == "mine", asked));
        }

        // The same, by its versions.
        Assert.Equal(before, await AllAsync());
        Assert.True(statuses[200] > 100 && statuses[404] > 1000 && statuses[400] > 100, JsonSerializer.Serialize(statuses));
    }

    [Fact]
    public async Task A_row_of_another_tenant_fails_as_one_of_a_tenant_that_is_not_there()
    {
        await FillAsync("there", Secret);
        var token = fixture.Directory.Token("Iot.Operator", "Tenant.rows");
        var answer = await fixture.CallAsync<RegisterDevices>(token, body: """[{"tenant":"rows","device":"d","type":"m"},{"tenant":"there","device":"d1","type":"m"},{"tenant":"not-there","device":"d1","type":"m"}]""");
        Assert.Equal((200, 1, 2), (answer.Status, answer.Json.GetProperty("created").GetInt32(), answer.Json.GetProperty("failed").GetInt32()));
        var reasons = answer.Json.GetProperty("rows").EnumerateArray().Skip(1).Select(row => row.GetProperty("reason").GetString()).ToList();
        Assert.Equal("There is no tenant there.", reasons[0]);
        Assert.Equal(reasons[0], reasons[1]!.Replace("not-there", "there", StringComparison.Ordinal));
        Assert.Null(await fixture.Api.Documents.ReadAsync<DeviceRegistration>(Containers.Registry, "not-there/d1", RegistryKeys.Registration, default));
    }

    // Own lists may be asked for, with others' page tokens.
    private static object[] Route(Random random, Type function)
    {
        var own = function == typeof(ListGroups) || function == typeof(ListGroupDevices) || function == typeof(GetRegistryCounts);
        var tenant = own && random.Next(3) == 0 ? "mine" : Spellings[random.Next(Spellings.Length)];
        if (function == typeof(RegisterDevices) || function == typeof(ListRegistrations)) return [];
        if (function == typeof(GetRegistryCounts) || function == typeof(ListGroups)) return [tenant];
        return function.Name.Contains("Group", StringComparison.Ordinal) ? [tenant, Groups[random.Next(Groups.Length)]] : [tenant, Devices[random.Next(Devices.Length)]];
    }

    private static string Query(Random random, Type function)
    {
        var query = new List<string>();
        if (random.Next(2) == 0) query.Add("tenant=" + Spellings[random.Next(Spellings.Length)].Replace("\n", "%0A", StringComparison.Ordinal));
        if (random.Next(2) == 0) query.Add("after=" + new DocumentKey($"{Others[random.Next(Others.Length)]}/{(random.Next(2) == 0 ? "d1" : "/groups/g")}", random.Next(2) == 0 ? RegistryKeys.Registration : ""));
        if (function != typeof(RegisterDevices) && random.Next(3) == 0) query.Add("type=meter");
        if (random.Next(3) == 0) query.Add("online=false");
        if (random.Next(3) == 0) query.Add("limit=" + random.Next(1, 5));
        return "?" + string.Join('&', query);
    }

    private static string? Body(Random random, Type function)
    {
        var tenant = Spellings[random.Next(Spellings.Length)].Replace("%2F", "/", StringComparison.Ordinal);
        var named = random.Next(2) == 0 ? $"\"tenant\":{JsonSerializer.Serialize(tenant)}," : "";
        return function == typeof(PutRegistration) ? $$"""{{{named}}"type":"stolen"}"""
            : function == typeof(PutGroup) ? """{"filter":{}}"""
            : function == typeof(RegisterDevices) ? $$"""[{{{named}}"device":"d1","type":"stolen"},{"tenant":"theirs","device":"d{{random.Next(9)}}","type":"stolen"}]"""
            : null;
    }

    private static IEnumerable<string> Tenants(JsonElement answer) =>
        answer.TryGetProperty("items", out var items) ? items.EnumerateArray().Select(item => item.GetProperty("tenant").GetString()!)
        : answer.TryGetProperty("tenant", out var tenant) ? [tenant.GetString()!]
        // Rows: of others none may be anything but failed.
        : answer.TryGetProperty("rows", out var rows) ? rows.EnumerateArray().Where(row => row.GetProperty("outcome").GetString() != "failed").Select(row => row.GetProperty("device").GetString()!.Split('/')[0])
        : answer.GetProperty("types").TryGetProperty("own", out _) || answer.GetProperty("devices").GetInt32() == 0 ? ["mine"] : ["counts of another tenant"];

    private async Task FillAsync(string tenant, string mark)
    {
        var documents = fixture.Api.Documents;
        foreach (var device in new[] { "d1", "d2", "group", "registration" })
        {
            var registration = new DeviceRegistration { Tenant = tenant, Device = device, Type = mark, Model = mark, Tags = new Dictionary<string, string> { [mark] = mark } };
            await documents.TryWriteAsync(Containers.Registry, $"{tenant}/{device}", RegistryKeys.Registration, registration, null, default);
            await documents.TryWriteAsync(Containers.Twins, $"{tenant}/{device}", "twin", Samples.Twin(tenant, device) with { Status = mark }, null, default);
        }

        foreach (var group in new[] { "g", "registration" })
            await documents.TryWriteAsync(Containers.Registry, RegistryKeys.PartitionOf(tenant, group), RegistryKeys.Group, new DeviceGroup { Tenant = tenant, Name = group, Filter = new DeviceFilter(), MadeBy = mark }, null, default);
    }

    private async Task<List<string>> AllAsync()
    {
        var (documents, all) = (fixture.Api.Documents, new List<string>());
        await foreach (var device in documents.QueryAsync<DeviceRegistration>(Containers.Registry, DeviceRegistration.Registered, null, null, 10_000, default)) Add(device);
        await foreach (var group in documents.QueryAsync<DeviceGroup>(Containers.Registry, DeviceGroup.Group, null, null, 10_000, default)) Add(group);
        return all;

        void Add<T>(Document<T> document) where T : class
        {
            if (!document.Partition.StartsWith("mine/", StringComparison.Ordinal) && !document.Partition.StartsWith("rows/", StringComparison.Ordinal) && !document.Partition.StartsWith("there/", StringComparison.Ordinal)) all.Add($"{document.Partition} {document.Id} {document.Version}");
        }
    }
}
