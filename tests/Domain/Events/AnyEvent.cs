using FsCheck;
using FsCheck.Fluent;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Tests.Events;

/// <summary>Generates events of every kind: any text, any finite number, with and without the optional members.</summary>
internal static class AnyEvent
{
    private static readonly Gen<string> Character = Gen.OneOf(
        Gen.Choose(0x20, 0x7E).Select(c => ((char)c).ToString()),
        Gen.Elements("\0", "\n", "\"", "\\", "/", "<", "é", "°", "温", "\u2028", "\uFFFD", "😀", "\u007F"));

    private static readonly Gen<string> Text = Character.ListOf().Select(string.Concat);

    private static readonly Gen<string> NonEmpty = Gen.Two(Text).Select(t => "x" + t.Item1);

    internal static readonly Gen<double> Finite = Gen.OneOf(
        ArbMap.Default.GeneratorFor<double>().Where(double.IsFinite),
        Gen.Elements(0, -0.0, 1, -1, 0.1, 1.0 / 3, double.Epsilon, double.MaxValue, double.MinValue, 9007199254740993, 1e21, 1e-7, 123456789.123456789));

    private static readonly Gen<Position?> Place =
        from latitude in Finite
        from longitude in Finite
        from altitude in Gen.OneOf(Finite.Select(a => (double?)a), Gen.Constant((double?)null))
        from known in Gen.Elements(true, false)
        select known ? new Position(latitude, longitude, altitude) : (Position?)null;

    private static readonly Gen<Origin> Origins =
        from numbers in Gen.Choose(0, int.MaxValue).ArrayOf(3)
        from offset in ArbMap.Default.GeneratorFor<long>()
        select new Origin(numbers[0], numbers[1], offset & long.MaxValue, numbers[2]);

    internal static Arbitrary<DeviceEvent> Arbitrary { get; } = (
        from names in NonEmpty.ArrayOf(4)
        from times in ArbMap.Default.GeneratorFor<long>().ArrayOf(2)
        from measurements in Gen.Zip(Text, Finite).ArrayOf()
        from place in Place
        from status in Gen.OneOf(Text, Gen.Constant((string)null!))
        from attributes in Gen.Two(Text).ArrayOf()
        from origin in Origins
        from schema in Gen.Choose(1, 9)
        select new DeviceEvent
        {
            Id = names[0],
            Tenant = names[1],
            Device = names[2],
            Type = names[3],
            Time = times[0],
            Arrived = times[1],
            Measurements = [.. measurements.Select(m => new Measurement(m.Item1, m.Item2))],
            Position = place,
            Status = status,
            Attributes = [.. attributes.Select(a => KeyValuePair.Create(a.Item1, a.Item2))],
            Origin = origin,
            Schema = schema,
        }).ToArbitrary();

    /// <summary>Whether two events hold the same; doubles bit by bit.</summary>
    internal static bool Same(DeviceEvent left, DeviceEvent right)
        => Scalars(left).Equals(Scalars(right))
            && left.Measurements.Select(Bits).SequenceEqual(right.Measurements.Select(Bits))
            && left.Attributes.SequenceEqual(right.Attributes)
            && Nullable.Equals(left.Position, right.Position);

    private static object Scalars(DeviceEvent e) => (e.Id, e.Tenant, e.Device, e.Type, e.Time, e.Arrived, e.Status, e.Origin, e.Schema);

    private static (string Name, long Bits) Bits(Measurement m) => (m.Name, BitConverter.DoubleToInt64Bits(m.Value));
}
