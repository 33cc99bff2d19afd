using ServerlessIot.Bridge.Settings;
using ServerlessIot.Bridge.Spool;

namespace ServerlessIot.Bridge.Tests.Spool;

public sealed class SpoolFilesTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("bridge-spool-").FullName;
    private readonly SpoolMetrics _metrics = new();

    private string Newest => Directory.GetFiles(_directory, "*.spool").Order(StringComparer.Ordinal).Last();

    [Fact]
    public void A_tail_torn_at_any_byte_is_cut_and_everything_before_it_stays()
    {
        var frame = SpoolSamples.Frame(1).Length;
        for (var cut = 0; cut <= 3 * frame; cut++)
        {
            using (var files = SpoolSamples.Open(_directory))
            {
                Assert.Empty(files.Left());
                files.Append(1, 2, 3);
            }
            using (var file = new FileStream(Newest, FileMode.Open))
                file.SetLength(cut);
            var metrics = new SpoolMetrics();
            using (var files = SpoolSamples.Open(_directory, metrics))
            {
                var whole = (ulong)(cut / frame);
                Assert.Equal(Enumerable.Range(1, (int)whole).Select(n => (ulong)n), files.Left());
                Assert.Equal((cut % frame, 0L), (metrics.TornBytes, metrics.CorruptBytes));
                files.Append(whole + 1);
                Assert.Equal(whole + 1, files.Last);
            }
            Clear();
        }
    }

    [Fact]
    public void A_segment_that_death_left_empty_is_not_taken_for_the_next_one()
    {
        using (var files = SpoolSamples.Open(_directory))
        {
            files.Left();
            files.Append(1, 2, 3);
        }
        File.WriteAllBytes(Path.Combine(_directory, "00000000000000000004.spool"), []);
        using (var files = SpoolSamples.Open(_directory))
        {
            Assert.Equal([1UL, 2, 3], files.Left());
            files.Append(4, 5);
            files.MarkDone(3);
        }
        using var again = SpoolSamples.Open(_directory);
        Assert.Equal([4UL, 5], again.Left());
    }

    [Fact]
    public void Rubbish_behind_the_last_record_is_cut_too()
    {
        using (var files = SpoolSamples.Open(_directory))
        {
            files.Left();
            files.Append(1, 2);
        }
        File.AppendAllBytes(Newest, new byte[5_000]);
        using var again = SpoolSamples.Open(_directory, _metrics);
        Assert.Equal([1UL, 2], again.Left());
        Assert.Equal(5_000, _metrics.TornBytes);
    }

    [Fact]
    public void A_record_broken_in_the_middle_is_counted_and_its_neighbours_are_read()
    {
        using (var files = SpoolSamples.Open(_directory))
        {
            files.Left();
            files.Append(1, 2, 3);
        }
        var bytes = File.ReadAllBytes(Newest);
        bytes[SpoolSamples.Frame(1).Length + 1] ^= 0x40; // its length: nothing says where the next one begins
        File.WriteAllBytes(Newest, bytes);
        using var again = SpoolSamples.Open(_directory, _metrics);
        Assert.Equal([1UL, 3], again.Left());
        Assert.Equal((0L, SpoolSamples.Frame(2).Length), (_metrics.TornBytes, _metrics.CorruptBytes));
    }

    [Fact]
    public void A_broken_segment_does_not_stop_the_next_one()
    {
        using (var files = SpoolSamples.Open(_directory))
        {
            files.Left();
            for (var sequence = 1UL; sequence <= 5; sequence++)
                files.Append(SpoolSamples.Frame(sequence, size: 900_000), sequence, sequence, 1);
        }
        var oldest = Directory.GetFiles(_directory, "*.spool").Order(StringComparer.Ordinal).First();
        Assert.NotEqual(oldest, Newest);
        File.WriteAllBytes(oldest, new byte[3_000]);
        using var again = SpoolSamples.Open(_directory, _metrics);
        Assert.Equal([4UL, 5], again.Left());
        Assert.Equal(3_000, _metrics.CorruptBytes);
        Assert.True(File.Exists(oldest + ".corrupt"));
    }

    [Fact]
    public void What_is_done_is_not_read_again_and_its_segments_go()
    {
        using (var files = SpoolSamples.Open(_directory))
        {
            files.Left();
            files.Append(1, 2, 3);
            files.MarkDone(2);
        }
        using (var files = SpoolSamples.Open(_directory))
        {
            Assert.Equal([3UL], files.Left());
            files.MarkDone(3);
            Assert.Equal(0, files.Bytes);
            Assert.Empty(Directory.GetFiles(_directory, "*.spool"));
            files.Append(4);
        }
        using var last = SpoolSamples.Open(_directory);
        Assert.Equal([4UL], last.Left());
    }

    [Fact]
    public void A_torn_mark_leaves_the_one_before()
    {
        using (var files = SpoolSamples.Open(_directory))
        {
            files.Left();
            files.Append(1, 2, 3);
            files.MarkDone(1);
            files.MarkDone(2);
        }
        var mark = Path.Combine(_directory, "done");
        var bytes = File.ReadAllBytes(mark);
        // Written in turn: the newer one lies where the older one does not.
        Assert.Equal((2, 1), (bytes[0], bytes[512]));
        bytes[9] ^= 1;
        File.WriteAllBytes(mark, bytes);
        using var again = SpoolSamples.Open(_directory);
        Assert.Equal([2UL, 3], again.Left());
    }

    [Fact]
    public void A_full_spool_has_room_for_its_oldest_segment_once_more()
    {
        const int Size = 900_000;
        using (var files = SpoolSamples.Open(_directory))
        {
            files.Recover(_ => { });
            Fill(files, null);
            var full = files.Bytes;
            Assert.InRange(full, SpoolSamples.MostBytes - (2 * Size), SpoolSamples.MostBytes);
            Assert.False(files.HasRoom(Size, replaces: files.Last));
            Fill(files, 1);
            Assert.InRange(files.Bytes, full + (SpoolSamples.MostBytes / 8) + SpoolFiles.MostBatch, SpoolSamples.MostBytes + (2 * ((SpoolSamples.MostBytes / 8) + SpoolFiles.MostBatch)));
        }
        // However much is found.
        using var again = SpoolSamples.Open(_directory);
        again.Recover(_ => { });
        Assert.False(again.HasRoom(1));
        Assert.True(again.HasRoom(Size, replaces: 1));

        static void Fill(SpoolFiles files, ulong? replaces)
        {
            while (SpoolSamples.Frame(files.Last + 1, size: Size) is var frame && files.HasRoom(frame.Length, replaces))
                files.Append(frame, files.Last + 1, files.Last + 1, 1);
        }
    }

    [Fact]
    public void One_bridge_a_directory()
    {
        using var files = SpoolSamples.Open(_directory);
        var e = Assert.Throws<SettingException>(() => SpoolSamples.Open(_directory));
        Assert.Equal("Bridge__SpoolDirectory", e.Setting);
        Assert.Contains("that no other bridge uses", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_that_cannot_be_written_is_named() =>
        Assert.Contains("'/proc/none', but must be a writable directory", Assert.Throws<SettingException>(() => SpoolSamples.Open("/proc/none")).Message, StringComparison.Ordinal);

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private void Clear()
    {
        foreach (var file in Directory.GetFiles(_directory))
            File.Delete(file);
    }
}
