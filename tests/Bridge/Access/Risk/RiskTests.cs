using System.Net;
using ServerlessIot.Bridge.Access;
using ServerlessIot.Bridge.Access.Risk;
using ServerlessIot.Bridge.Tests.Devices;

namespace ServerlessIot.Bridge.Tests.Access.Risk;

public sealed class RiskTests
{
    private static readonly IPAddress Home = IPAddress.Parse("192.0.2.7");
    private readonly SetClock _clock = new();
    private readonly HomeNetworks _networks = new();

    [Theory]
    [InlineData(false, false, false, 0, 0, "own, risk 0.0")]
    [InlineData(false, true, false, 0, 2, "restricted, risk 0.2: night")]
    [InlineData(true, false, false, 0, 3, "restricted, risk 0.3: unusual network")]
    [InlineData(false, false, true, 0, 4, "restricted, risk 0.4: suspicious address")]
    [InlineData(true, true, false, 0, 5, "minimal, risk 0.5: unusual network, night")]
    [InlineData(true, true, true, 0, 9, "minimal, risk 0.9: unusual network, night, suspicious address")]
    [InlineData(false, false, false, 5, 0, "own, risk 0.0")]
    [InlineData(false, false, false, 6, 6, "minimal, risk 0.6: odd behaviour")]
    [InlineData(true, true, true, 10, 19, "minimal, risk 1.9: unusual network, night, suspicious address, odd behaviour")]
    public void The_sum_says_the_level(bool elsewhere, bool night, bool suspicious, int deeds, int tenths, string text)
    {
        var score = new RiskScore(elsewhere, night, suspicious, deeds);
        Assert.Equal((tenths, text), (score.Tenths, score.ToString()));
    }

    [Theory]
    [InlineData("22:00-06:00+00:00", "22:00", true)]
    [InlineData("22:00-06:00+00:00", "05:59", true)]
    [InlineData("22:00-06:00+00:00", "06:00", false)]
    [InlineData("22:00-06:00+00:00", "21:59", false)]
    [InlineData("01:00-05:00+00:00", "00:59", false)]
    [InlineData("01:00-05:00+00:00", "03:00", true)]
    [InlineData("01:00-05:00+02:00", "23:30", true)]
    [InlineData("01:00-05:00-05:30", "06:30", true)]
    public void Night(string hours, string utc, bool night) =>
        Assert.Equal(night, NightHours.Read(hours)!.Holds(DateTimeOffset.Parse($"2026-11-21T{utc}Z", System.Globalization.CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData("")]
    [InlineData("22-06")]
    [InlineData("22:00-22:00+00:00")]
    [InlineData("24:00-06:00+00:00")]
    [InlineData("22:00-06:00+15:00")]
    [InlineData("22:00-06:00 00:00")]
    [InlineData("22:00-06:0000:00x")]
    public void No_hours(string text) => Assert.Null(NightHours.Read(text));

    [Fact]
    public void A_level_is_told_once_for_each_address()
    {
        var device = new DeviceRisk();
        bool Changed(string address, bool suspicious) => device.Assess(IPAddress.Parse(address), suspicious, night: false, _clock.Now).Changed;
        Assert.False(Changed("192.0.2.7", suspicious: false));
        Assert.True(Changed("192.0.2.8", suspicious: true));
        for (var i = 0; i < 3; i++)
        {
            Assert.False(Changed("192.0.2.7", suspicious: false));
            Assert.False(Changed("192.0.2.8", suspicious: true));
        }
        Assert.True(Changed("192.0.2.8", suspicious: false));
    }

    [Fact]
    public void The_first_network_is_usual_and_another_one_after_a_day()
    {
        Assert.True(Visit("192.0.2.7"));
        Assert.True(Visit("192.0.2.250"));
        Assert.True(Visit("::ffff:192.0.2.1"));
        Assert.False(Visit("192.0.3.7"));
        _clock.Now += TimeSpan.FromHours(23);
        Assert.False(Visit("192.0.3.7"));
        _clock.Now += TimeSpan.FromHours(1);
        Assert.True(Visit("192.0.3.7"));
        Assert.False(Visit("2001:db8:1::1"));
        _clock.Now += TimeSpan.FromDays(1);
        Assert.True(Visit("2001:db8:1:ffff::2"));
        Assert.False(Visit("2001:db8:2::1"));
    }

    [Fact]
    public void Who_comes_from_everywhere_does_not_push_out_where_a_device_is_at_home()
    {
        Assert.True(Visit("192.0.2.7"));
        for (var i = 0; i < 200; i++)
            Assert.False(Visit($"198.51.{i}.1"));
        Assert.True(Visit("192.0.2.7"));
    }

    [Fact]
    public void Odd_deeds_count_for_ten_minutes()
    {
        var device = new DeviceRisk();
        for (var i = 0; i < 20; i++)
            device.Odd(_clock.Now += TimeSpan.FromSeconds(1));
        Assert.Equal(10, Assess(device).Score.OddDeeds);
        Assert.False(Assess(device).Changed);
        _clock.Now += TimeSpan.FromSeconds(595);
        Assert.Equal(5, Assess(device).Score.OddDeeds);
        Assert.Equal(AccessLevel.Own, Assess(device).Score.Level);
    }

    [Fact]
    public void A_change_of_level_is_told_once()
    {
        var told = new List<string>();
        var policy = new RiskPolicy(null, null, _clock, (device, remote, score) => told.Add($"{device.Name} {remote} {score}"));
        var device = new DeviceIdentity("acme", "d1");
        Assert.Equal(AccessLevel.Own, policy.LevelOf(device, Home));
        for (var i = 0; i < 3; i++)
            Assert.Equal(AccessLevel.Restricted, policy.LevelOf(device, IPAddress.Parse("203.0.113.1")));
        // Where it was its own all the time there is nothing to tell.
        Assert.Equal(AccessLevel.Own, policy.LevelOf(device, Home));
        _clock.Now += TimeSpan.FromDays(1);
        Assert.Equal(AccessLevel.Own, policy.LevelOf(device, IPAddress.Parse("203.0.113.1")));
        Assert.Equal(["acme/d1 203.0.113.1 restricted, risk 0.3: unusual network", "acme/d1 203.0.113.1 own, risk 0.0"], told);
    }

    [Fact]
    public void Gateways_and_strangers_have_no_level()
    {
        var policy = new RiskPolicy(NightHours.Read("00:00-23:59+00:00"), null, _clock, (_, _, _) => Assert.Fail("told"));
        Assert.Equal(AccessLevel.Own, policy.LevelOf(DeviceIdentity.Unbound, Home));
        Assert.Equal(AccessLevel.Own, policy.LevelOf(new DeviceIdentity("acme", null), Home));
        Assert.Equal(0, policy.Count);
    }

    [Fact]
    public void More_devices_than_are_remembered_forget_those_not_seen_for_longest()
    {
        var policy = new RiskPolicy(null, null, _clock, (_, _, _) => { }, mostDevices: 100);
        for (var i = 0; i < 1_000; i++)
        {
            _clock.Now += TimeSpan.FromSeconds(1);
            policy.LevelOf(new DeviceIdentity("acme", "kept"), Home);
            policy.LevelOf(new DeviceIdentity("acme", $"d{i}"), Home);
        }
        Assert.InRange(policy.Count, 90, 100);
        Assert.Equal(AccessLevel.Restricted, policy.LevelOf(new DeviceIdentity("acme", "kept"), IPAddress.Parse("203.0.113.1")));
        Assert.Equal(AccessLevel.Own, policy.LevelOf(new DeviceIdentity("acme", "d1"), IPAddress.Parse("203.0.113.1")));
    }

    private bool Visit(string address) => _networks.Visit(IPAddress.Parse(address), _clock.Now);

    private (RiskScore Score, bool Changed) Assess(DeviceRisk device) => device.Assess(Home, suspicious: false, night: false, _clock.Now);
}
