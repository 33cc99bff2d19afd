using Microsoft.Extensions.Logging.Abstractions;
using ServerlessIot.Broker.Groups;

namespace ServerlessIot.Broker.Tests.Groups;

public sealed class OffsetStoreTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("offsets-").FullName;
    private OffsetStore? _store;

    private string FilePath => Path.Combine(_directory, "group-offsets");

    [Fact]
    public void The_last_commit_of_each_partition_is_there_after_reopening()
    {
        var store = Open();
        store.Commit("g", [("t", 0, At(1)), ("t", 1, At(5))]);
        store.Commit("g", [("t", 0, At(2))]);
        store.Commit("other", [("t", 0, At(9))]);

        store = Open();

        Assert.Equal(At(2), store.Get("g", "t", 0));
        Assert.Equal(At(5), store.Get("g", "t", 1));
        Assert.Equal(At(9), store.Get("other", "t", 0));
        Assert.Null(store.Get("g", "t", 2));
    }

    [Fact]
    public void What_a_failed_compaction_left_does_not_come_back_with_the_next_one()
    {
        const int Commits = 1_100;
        static CommittedOffset Large(int offset) => new(offset, -1, new string('m', 4_000));
        var store = Open();
        store.Commit("g", [("t", 0, Large(1))]);
        store.Commit("g", [("t", 0, Large(1))]);
        File.Copy(FilePath, FilePath + ".new");

        for (var offset = 2; offset <= Commits; offset++) store.Commit("g", [("t", 0, Large(offset))]);
        Assert.InRange(new FileInfo(FilePath).Length, 1, 1_000_000);

        Assert.Equal(Large(Commits), Open().Get("g", "t", 0));
    }

    [Fact]
    public void Deleted_topics_and_groups_stay_deleted()
    {
        var store = Open();
        store.Commit("g", [("t", 0, At(1)), ("u", 0, At(1))]);
        store.Commit("h", [("u", 0, At(1))]);
        store.RemoveTopic("t");
        Assert.True(store.RemoveGroup("h"));
        Assert.False(store.RemoveGroup("h"));

        store = Open();

        Assert.Null(store.Get("g", "t", 0));
        Assert.Equal(["g"], store.Groups);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(-20)]
    [InlineData(7)]
    public void A_torn_end_is_cut_off_and_commits_go_on(int damage)
    {
        Open().Commit("g", [("t", 0, At(1))]);
        _store!.Commit("g", [("t", 0, At(2))]);
        _store.Dispose();
        var bytes = File.ReadAllBytes(FilePath);
        File.WriteAllBytes(FilePath, damage < 0 ? bytes[..^-damage] : [.. bytes, .. new byte[damage]]);

        var store = Open();
        Assert.Equal(At(damage < 0 ? 1 : 2), store.Get("g", "t", 0));
        store.Commit("g", [("t", 0, At(3))]);

        Assert.Equal(At(3), Open().Get("g", "t", 0));
    }

    [Fact]
    public void Old_commits_are_thrown_away_as_the_file_grows()
    {
        var store = Open();
        var note = new string('n', 4000);
        for (var i = 0; i < 3000; i++)
            store.Commit("g", [("t", i % 3, At(i, note))]);

        Assert.InRange(new FileInfo(FilePath).Length, 1, 5_000_000);
        store = Open();
        Assert.Equal(new CommittedOffset?[] { At(2997, note), At(2998, note), At(2999, note) }, Enumerable.Range(0, 3).Select(partition => store.Get("g", "t", partition)));
    }

    private static CommittedOffset At(long offset, string note = "") => new(offset, 0, note);

    private OffsetStore Open()
    {
        _store?.Dispose();
        return _store = new OffsetStore(_directory, fsync: false, NullLogger.Instance);
    }

    public void Dispose()
    {
        _store?.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}
