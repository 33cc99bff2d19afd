using System.Text;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Devices;

namespace ServerlessIot.Domain.Tests.Devices;

public class OutOfServiceListTest
{
    [Fact]
    public void What_is_written_is_read_again_in_order()
    {
        var list = OutOfServiceList.Empty.With([new("t", "b", true), new("t", "a", true), new("s", "ü ✓", true), new("t", "c", false)]);
        var read = OutOfServiceList.Read(list.ToBytes());
        Assert.Equal(3, read.Count);
        Assert.True(read.Holds("t", "a") && read.Holds("t/b") && read.Holds("s", "ü ✓"));
        Assert.False(read.Holds("t", "c") || read.Holds("s", "a") || read.Holds("T", "a"));
        Assert.Equal(list.ToBytes(), OutOfServiceList.Empty.With([new("s", "ü ✓", true), new("t", "a", true), new("t", "b", true)]).ToBytes());
        Assert.Equal(2, read.With([new("t", "a", false), new("t", "a", false)]).Count);
        Assert.Equal(3, read.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"devices\":null}")]
    [InlineData("{\"devices\":[null]}")]
    [InlineData("{\"devices\":[1]}")]
    [InlineData("{\"devices\":[\"device\"]}")]
    [InlineData("{\"devices\":[\"/device\"]}")]
    [InlineData("{\"devices\":[\"tenant/\"]}")]
    [InlineData("{\"devices\":[\"tenant/#\"]}")]
    [InlineData("{\"devices\":[\"tenant/a/b\"]}")]
    public void What_is_no_list_is_refused(string file) => Assert.Throws<CorruptDataException>(() => OutOfServiceList.Read(Encoding.UTF8.GetBytes(file)));

    [Fact]
    public void There_is_room_for_so_many_and_so_much()
    {
        var full = OutOfServiceList.Empty.With(Enumerable.Range(0, OutOfServiceList.MostDevices).Select(i => new ServiceState("t", $"d{i}", true)));
        Assert.Equal(OutOfServiceList.MostDevices, OutOfServiceList.Read(full.ToBytes()).Count);
        Assert.Equal(OutOfServiceList.MostDevices, full.With([new("t", "d0", false), new("t", "another", true)]).Count);
        Assert.Throws<OutOfServiceFullException>(() => full.With([new("t", "another", true)]));
        var longest = OutOfServiceList.Empty.With(Enumerable.Range(0, 80_000).Select(i => new ServiceState(new string('t', 128), $"{new string('d', 120)}{i}", true)));
        Assert.Throws<OutOfServiceFullException>(longest.ToBytes);
    }
}
