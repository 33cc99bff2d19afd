using System.Text;
using ServerlessIot.Domain.Devices;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Tests.Devices;

public sealed class RegistrationRecordTest
{
    [Fact]
    public void What_is_written_is_read_also_out_of_an_event()
    {
        var facts = new DeviceFacts { Type = "pump", Firmware = "1.4", Enabled = false, Tags = new Dictionary<string, string> { ["site"] = "nörd \"1\"" } };
        var read = RegistrationRecord.Of(new RegistrationRecord(7, facts).ToEvent("id", "t", "d", 5, new Origin(0, 1, 2, 0)))!;
        Assert.Equal((7, "pump", "1.4", false, "nörd \"1\""), (read.Revision, read.Facts!.Type, read.Facts.Firmware, read.Facts.Enabled, read.Facts.Tags!["site"]));
        Assert.Null(RegistrationRecord.Read(new RegistrationRecord(8, null).ToBytes())!.Facts);
    }

    [Fact]
    public void An_event_of_a_device_is_none()
    {
        var e = new RegistrationRecord(7, null).ToEvent("id", "t", "d", 5, default);
        Assert.Null(RegistrationRecord.Of(e with { Type = "pump" }));
        Assert.Null(RegistrationRecord.Of(e with { Attributes = [new(EventProfiles.Attribute, EventProfiles.Generic), .. e.Attributes] }));
    }

    [Fact]
    public void The_largest_that_may_be_registered_fits()
    {
        var tags = Enumerable.Range(0, RegistrationRules.MostTags).ToDictionary(i => $"{i}".PadLeft(RegistrationRules.ShortLength, 'n'), _ => new string('€', RegistrationRules.TextLength));
        Assert.NotNull(RegistrationRecord.Read(new RegistrationRecord(long.MaxValue, new DeviceFacts { Type = new string('€', RegistrationRules.ShortLength), Tags = tags }).ToBytes()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"revision":0}""")]
    [InlineData("""{"revision":1,"facts":{}}""")]
    [InlineData("""{"revision":1,"facts":{"type":""}}""")]
    [InlineData("""{"revision":1,"facts":{"type":"a","tags":{"a b":"c"}}}""")]
    [InlineData("""{"revision":1,"facts":{"type":"\ud800"}}""")]
    [InlineData("""{"revision":1,"facts":{"type":"a","tags":{"a":null}}}""")]
    public void What_is_none_is_refused(string json) => Assert.Null(RegistrationRecord.Read(Encoding.UTF8.GetBytes(json)));
}
