using System.Text;
using ServerlessIot.Domain.Decoding.Sparkplug;
using ServerlessIot.Domain.Tests.Decoding.Encoders;

namespace ServerlessIot.Domain.Tests.Decoding.Sparkplug;

public sealed class SparkplugSequencesTest
{
    private readonly SparkplugSequences _sequences = new();

    [Fact]
    public void A_node_and_its_devices_share_one_sequence_that_begins_again_after_255()
    {
        Assert.Equal(0, Note("NBIRTH", 0));
        for (var seq = 1; seq < 600; seq++) Assert.Equal(0, Note(seq % 3 == 0 ? "NDATA" : "DDATA", seq % 256, $"d{seq % 3}"));
    }

    [Theory]
    [InlineData(0, 2, 1)]
    [InlineData(0, 5, 4)]
    [InlineData(250, 3, 8)]
    [InlineData(255, 0, 0)]
    [InlineData(7, 7, 0)] // twice
    [InlineData(7, 6, 0)] // late
    public void Missing_messages_are_counted(int last, int next, int missing)
    {
        Note("NDATA", last);
        Assert.Equal(missing, Note("NDATA", next));
    }

    [Fact]
    public void A_late_message_does_not_set_the_sequence_back()
    {
        Note("NDATA", 7);
        Note("NDATA", 5);
        Assert.Equal(0, Note("NDATA", 8));
    }

    [Fact]
    public void A_birth_of_the_node_begins_anew_and_one_of_a_device_does_not()
    {
        Note("NDATA", 9);
        Assert.Equal(0, Note("NBIRTH", 0));
        Assert.Equal(2, Note("DBIRTH", 3, "d"));
    }

    [Fact]
    public void After_a_death_nothing_is_missing()
    {
        Note("NDATA", 9);
        Assert.Equal(0, _sequences.Note("demo", "spBv1.0/g/NDEATH/n"u8, SparkplugWriter.Write(1, null)));
        Assert.Equal(0, Note("NDATA", 20));
    }

    [Fact]
    public void Nodes_of_other_groups_and_tenants_are_others()
    {
        Note("NDATA", 9);
        Assert.Equal(0, _sequences.Note("other", "spBv1.0/g/NDATA/n"u8, SparkplugWriter.Write(1, 40)));
        Assert.Equal(0, _sequences.Note("demo", "spBv1.0/h/NDATA/n"u8, SparkplugWriter.Write(1, 40)));
        Assert.Equal(0, Note("NDATA", 10));
    }

    [Fact]
    public void What_is_no_message_is_passed_over()
    {
        Assert.Equal(0, _sequences.Note("demo", "spBv1.0/g/NDATA/n"u8, "hello"u8));
        Assert.Equal(0, _sequences.Note("demo", "spBv1.0/STATE/h"u8, SparkplugWriter.Write(1, 9)));
        Assert.Equal(0, _sequences.Nodes);
        Assert.True(SparkplugSequences.Concerns("spBv1.0/g/NDATA/n"u8));
        Assert.False(SparkplugSequences.Concerns("demo/s/d/telemetry/x"u8));
    }

    [Fact]
    public void Nodes_are_bounded()
    {
        var payload = SparkplugWriter.Write(1, 9);
        for (var i = 0; i < SparkplugSequences.MostNodes + 10; i++) _sequences.Note("demo", Encoding.UTF8.GetBytes($"spBv1.0/g/NDATA/n{i}"), payload);
        Assert.InRange(_sequences.Nodes, 1, SparkplugSequences.MostNodes);
    }

    private int Note(string message, int seq, string device = "d") => _sequences.Note(
        "demo", Encoding.UTF8.GetBytes(message[0] == 'N' ? $"spBv1.0/g/{message}/n" : $"spBv1.0/g/{message}/n/{device}"), SparkplugWriter.Write(1, (ulong)seq));
}
