using ServerlessIot.Domain.Queries.Statistics;

namespace ServerlessIot.Domain.Tests.Queries.Statistics;

public sealed class DrivingScoreTest
{
    [Fact]
    public void Begins_at_a_hundred_and_is_not_known_without_a_speed()
    {
        Assert.Null(new DrivingScore().Score(500));
        Assert.Equal(100, Drive((0, 50)).Score(500));
    }

    [Theory]
    [InlineData(1, 0, 0, 0, 95)]
    [InlineData(0, 1, 0, 0, 97)]
    [InlineData(0, 0, 1, 1, 98)]
    [InlineData(1, 2, 3, 4, 100 - (5 + 6 + 7))]
    [InlineData(30, 0, 0, 0, 0)]
    public void Costs_five_three_and_one_over_the_first_hundred_kilometres(int speedings, int abrupt, int accelerations, int brakings, double score)
    {
        var driving = new DrivingScore();
        var time = 0L;
        for (var i = 0; i < speedings; i++) Say(160, 181, 182, 160);
        for (var i = 0; i < abrupt; i++) Say(100, 131, 120, 110, 100);
        for (var i = 0; i < accelerations; i++) Pedal("accelerator_pedal", 89, 90, 100, 10);
        for (var i = 0; i < brakings; i++) Pedal("brake_pedal", 79, 80, 80, 0);
        Assert.Equal((speedings, abrupt, accelerations + brakings), (driving.Speedings, driving.AbruptChanges, driving.HardPedals));
        Say(0);
        Assert.Equal(score, driving.Score(3));
        Assert.Equal(score, driving.Score(100));
        Assert.Equal(Math.Max(0, 100 - (((5 * speedings) + (3 * abrupt) + accelerations + brakings) / 4.0)), driving.Score(400));

        void Say(params double[] speeds)
        {
            // Far from what was before, so that only what is meant is abrupt.
            time += 2 * Car.Minute;
            foreach (var speed in speeds) driving.Add(Car.At(time += 10 * Car.Second, null, ("speed", speed)));
        }

        void Pedal(string name, params double[] values)
        {
            foreach (var value in values) driving.Add(Car.At(time += 10 * Car.Second, null, (name, value)));
        }
    }

    [Theory]
    [InlineData(0, 60, 30.1, 1)]
    [InlineData(0, 61, 100, 0)] // no neighbours
    [InlineData(50, 10, 80, 0)] // not more than 30
    [InlineData(50, 10, 19.9, 1)]
    public void Abrupt_is_a_change_between_neighbours(double speed, int seconds, double then, int changes) =>
        Assert.Equal(changes, Drive((0, speed), (seconds, then)).AbruptChanges);

    [Fact]
    public void Random_drives_have_the_score_of_the_formula()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var time = 0L;
            List<(long Time, double Speed, double Accelerator, double Brake)> samples =
                [.. Enumerable.Range(0, 300).Select(_ => (time += random.Next(1, 80) * Car.Second, 100 + (random.NextDouble() * 100), random.NextDouble() * 100, random.NextDouble() * 100))];
            var driving = new DrivingScore();
            foreach (var sample in samples) driving.Add(Car.At(sample.Time, "driving", ("speed", sample.Speed), ("accelerator_pedal", sample.Accelerator), ("brake_pedal", sample.Brake)));
            var pairs = samples.Zip(samples.Skip(1)).ToList();
            var speedings = Times(sample => sample.Speed > 180);
            var abrupt = pairs.Count(pair => pair.Second.Time - pair.First.Time <= Car.Minute && Math.Abs(pair.Second.Speed - pair.First.Speed) > 30);
            var hard = Times(sample => sample.Accelerator >= 90) + Times(sample => sample.Brake >= 80);
            var km = random.Next(0, 5000);
            Assert.Equal(Math.Max(0, 100 - (((5 * speedings) + (3 * abrupt) + hard) * 100.0 / Math.Max(km, 100))), driving.Score(km)!.Value, 1e-9);

            int Times(Func<(long Time, double Speed, double Accelerator, double Brake), bool> is_) =>
                (is_(samples[0]) ? 1 : 0) + pairs.Count(pair => is_(pair.Second) && !is_(pair.First));
        }
    }

    private static DrivingScore Drive(params (int Second, double Speed)[] samples)
    {
        var driving = new DrivingScore();
        foreach (var (second, speed) in samples) driving.Add(Car.At(second * Car.Second, null, ("speed", speed)));
        return driving;
    }
}
