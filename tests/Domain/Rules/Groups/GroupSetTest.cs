using System.Text;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Devices;
using ServerlessIot.Domain.Rules.Groups;

namespace ServerlessIot.Domain.Tests.Rules.Groups;

public sealed class GroupSetTest
{
    private static readonly DeviceFilter Filter = new() { Type = "pump", Tags = new Dictionary<string, string> { ["site"] = "north" }, FirmwareBelow = "1.4" };

    [Fact]
    public void What_is_written_is_read()
    {
        var set = GroupSet.None.With("b", "two", new DeviceFilter()).With("a", "one", Filter);
        var read = GroupSet.Read(set.File);
        Assert.Equal((2, set.Hash), (read.Version, read.Hash));
        Assert.Equal([("a", "one"), ("b", "two")], read.Groups.Select(group => (group.Tenant, group.Name)));
        Assert.True(read.Groups[0].Filter.SaysTheSame(Filter));
    }

    [Fact]
    public void What_changes_nothing_is_the_same_set()
    {
        var set = GroupSet.None.With("a", "one", Filter);
        Assert.Same(set, set.With("a", "one", Filter with { Tags = new Dictionary<string, string> { ["site"] = "north" } }));
        Assert.Same(set, set.With("a", "two", null));
        Assert.Same(set, set.With("a", "two", new DeviceFilter { Online = true }));
        Assert.Equal((2, 0), (set.With("a", "one", null).Version, set.With("a", "one", null).Groups.Count));
    }

    [Fact]
    public void A_group_that_takes_a_twin_to_tell_is_none_for_rules()
    {
        var set = GroupSet.None.With("a", "one", Filter);
        Assert.Empty(set.With("a", "one", Filter with { SilentForSeconds = 60 }).Groups);
    }

    [Fact]
    public void There_is_a_bound()
    {
        var full = Of(GroupSet.MostGroups, GroupSet.MostGroups / 50);
        Assert.Throws<GroupsFullException>(() => full.With("t1", "another", new DeviceFilter()));
        Assert.Equal(GroupSet.MostGroups, full.With("t1", "g1", Filter).Groups.Count);
    }

    [Fact]
    public void One_tenant_leaves_room_for_others()
    {
        var full = Of(GroupSet.MostOfTenant, 1);
        Assert.Throws<GroupsFullException>(() => full.With("t0", "another", new DeviceFilter()));
        Assert.Equal(GroupSet.MostOfTenant + 1, full.With("t1", "another", new DeviceFilter()).Groups.Count);
        var large = new DeviceFilter { Tags = Enumerable.Range(0, RegistrationRules.MostTags).ToDictionary(i => $"{i}".PadLeft(RegistrationRules.ShortLength, 'n'), _ => new string('€', RegistrationRules.TextLength)) };
        var set = GroupSet.None;
        Assert.Throws<GroupsFullException>(() =>
        {
            for (var i = 0; i < 10; i++) set = set.With("t0", $"g{i}", large);
        });
        Assert.NotEmpty(set.Groups);
    }

    private static GroupSet Of(int groups, int tenants) => GroupSet.Read(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(
        new GroupFile(1, [.. Enumerable.Range(0, groups).Select(i => new GroupEntry($"t{i % tenants}", $"g{i}", new DeviceFilter()))]), DomainJson.Default.GroupFile));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"version":0,"groups":[]}""")]
    [InlineData("""{"version":1}""")]
    [InlineData("""{"version":1,"groups":[null]}""")]
    [InlineData("""{"version":1,"groups":[{"tenant":"a","name":"b"}]}""")]
    [InlineData("""{"version":1,"groups":[{"tenant":"a/b","name":"b","filter":{}}]}""")]
    [InlineData("""{"version":1,"groups":[{"tenant":"a","name":"b","filter":{"online":true}}]}""")]
    [InlineData("""{"version":1,"groups":[{"tenant":"a","name":"b","filter":{"type":""}}]}""")]
    public void What_is_none_is_refused(string file) => Assert.Throws<CorruptDataException>(() => GroupSet.Read(Encoding.UTF8.GetBytes(file)));
}
