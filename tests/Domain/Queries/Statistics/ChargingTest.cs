using ServerlessIot.Domain.Queries.Statistics;

namespace ServerlessIot.Domain.Tests.Queries.Statistics;

public sealed class ChargingTest
{
    [Theory]
    [InlineData("driving charging standby charging charging driving", 2)]
    [InlineData("charging charging standby", 0)] // began before
    [InlineData("driving charging offline charging driving", 1)] // off the air
    [InlineData("standby charging fault charging", 2)]
    [InlineData("offline charging", 0)]
    public void Starts_are_changes_to_charging(string statuses, int starts)
    {
        var charging = new Charging();
        foreach (var (i, status) in statuses.Split(' ').Index()) charging.Add(Car.At(i * Car.Minute, status));
        Assert.Equal(starts, charging.Starts);
        Assert.Null(charging.ToEnergy());
    }

    [Theory]
    [InlineData("d80 c60 c70 c75 d74 d50", 15, 45)] // came to the charger in silence with 60
    [InlineData("d50 c50 c80 d79", 30, 1)]
    [InlineData("c50 c80", 30, 0)]
    [InlineData("d50 c50 d90 d80", 40, 10)] // what was charged in silence shows when it is over
    [InlineData("d50 c c d90", 40, 0)]
    [InlineData("d50 s49 s90 d60", 41, 31)] // charged in silence, without ever saying so
    [InlineData("d50 d51 d49 d50 d48", 0, 2)] // noise, and downhill
    [InlineData("c50 c49.5 c52 c51.5 c53", 3, 0)] // noise while charging
    public void Percent_charged_and_used(string levels, double charged, double used)
    {
        var charging = new Charging();
        foreach (var (i, text) in levels.Split(' ').Index())
        {
            var status = text[0] switch { 'c' => "charging", 's' => "standby", _ => "driving" };
            charging.Add(Car.At(i * Car.Minute, status, text.Length > 1 ? [("battery_soc", double.Parse(text[1..]))] : []));
        }

        Assert.Equal(new Quantity(charged, "%", "battery_soc"), charging.ToEnergy());
        Assert.Equal(used, charging.PercentUsed);
    }

    [Fact]
    public void A_counter_in_kWh_comes_first()
    {
        var charging = new Charging();
        foreach (var (i, energy) in new[] { 0.0, 4, 3.9, 10, 0.5, 6 }.Index()) charging.Add(Car.At(i * Car.Minute, "charging", ("energy_kwh", energy), ("charge_power", 11), ("battery_soc", 50)));
        Assert.Equal(new Quantity(16, "kWh", "energy_kwh"), charging.ToEnergy());
    }

    [Theory]
    [InlineData("charge_power")]
    [InlineData("charging_power")]
    public void Power_comes_second_and_says_nothing_of_a_silence(string name)
    {
        var charging = new Charging();
        foreach (var (minute, power) in new[] { (0, 0.0), (6, 10), (12, 10), (18, -50), (100, 10) }) charging.Add(Car.At(minute * Car.Minute, "charging", (name, power), ("battery_soc", 50)));
        var energy = charging.ToEnergy()!;
        Assert.Equal(("kWh", name), (energy.Unit, energy.Source));
        Assert.Equal(0.5 + 1 + 0.5, energy.Value, 1e-9);
    }

    [Fact]
    public void Random_weeks_come_to_what_was_charged_and_used()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var (charging, level, charged, used, starts, time) = (new Charging(), 80.0, 0.0, 0.0, 0, 0L);
            Say("driving");
            for (var i = 0; i < 40; i++)
            {
                for (var steps = random.Next(1, 60); steps > 0 && level > 10; steps--) Change(-random.NextDouble(), "driving", ref used);
                if (random.Next(3) > 0) continue;
                starts++;
                Say("charging");
                for (var steps = random.Next(1, 40); steps > 0 && level < 95; steps--) Change(random.NextDouble() * 2, random.Next(5) == 0 ? "offline" : "charging", ref charged);
                Say("standby");
            }

            Assert.Equal(starts, charging.Starts);
            Assert.Equal(charged, charging.Percent!.Value, 1e-6);
            Assert.Equal(used, charging.PercentUsed!.Value, 1e-6);

            void Change(double by, string status, ref double sum)
            {
                level += by;
                sum += Math.Abs(by);
                Say(status);
            }

            void Say(string status) => charging.Add(Car.At(time += Car.Minute, status, ("battery_soc", level)));
        }
    }
}
