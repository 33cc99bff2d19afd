using FsCheck;
using FsCheck.Fluent;
using ServerlessIot.Domain.Archive.Columns;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Tests.Events;

namespace ServerlessIot.Domain.Tests.Archive.Columns;

public sealed class ColumnChunkPropertiesTest
{
    /// <summary>Rows that have nothing in common.</summary>
    private static readonly Gen<DeviceEvent[]> Different = AnyEvent.Arbitrary.Generator.NonEmptyListOf().Select(list => OneDevice([.. list]));

    /// <summary>Rows that repeat each other but for a few members.</summary>
    private static readonly Gen<DeviceEvent[]> Alike =
        from first in AnyEvent.Arbitrary.Generator
        from others in AnyEvent.Arbitrary.Generator.ArrayOf(12)
        from parts in Gen.Choose(0, 255).ArrayOf(40)
        select OneDevice([.. parts.Select((part, i) => Blend(first, others[i % others.Length], part, i))]);

    [Fact]
    public void Whatever_the_rows_they_come_back() => Check(Different, _ => null);

    [Fact]
    public void Whatever_the_rows_have_in_common_they_come_back() => Check(Alike, _ => null);

    [Fact]
    public void With_a_model_of_other_rows_they_come_back() => Check(Alike, rows => ChunkModel.Learn([rows[..1], rows[(rows.Length / 2)..]]));

    private static void Check(Gen<DeviceEvent[]> rows, Func<DeviceEvent[], ChunkModel?> model)
        => Prop.ForAll(rows.ToArbitrary(), some => { Rows.RoundTrip(some, model(some)); }).QuickCheckThrowOnFailure();

    private static DeviceEvent[] OneDevice(List<DeviceEvent> rows) => [.. rows.Select(row => row with { Tenant = rows[0].Tenant, Device = rows[0].Device })];

    private static DeviceEvent Blend(DeviceEvent row, DeviceEvent other, int parts, int i)
    {
        if ((parts & 1) != 0) row = row with { Time = row.Time + i, Arrived = row.Arrived + (i * 2) };
        if ((parts & 2) != 0) row = row with { Measurements = other.Measurements };
        if ((parts & 4) != 0) row = row with { Position = other.Position };
        if ((parts & 8) != 0) row = row with { Status = other.Status };
        if ((parts & 16) != 0) row = row with { Attributes = other.Attributes };
        if ((parts & 32) != 0) row = row with { Origin = other.Origin with { Offset = i } };
        if ((parts & 64) != 0) row = row with { Measurements = [.. row.Measurements.Select(item => item with { Value = Math.Round(i * 0.7, 1) })] };
        return (parts & 128) != 0 ? Rows.Identified(row) : row with { Id = $"{row.Id}{i}" };
    }
}
