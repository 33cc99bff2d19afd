using System.Text.Json;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Places;
using ServerlessIot.Domain.Rules.Kinds;
using ServerlessIot.Domain.Rules.Zones;

namespace ServerlessIot.Domain.Rules.Files;

/// <summary>Reads geofences: rings of <c>[longitude, latitude]</c> as GeoJSON's polygons have (RFC 7946, section 3.1.6), the first the outline and the others holes; or a circle.</summary>
internal static class ZoneReading
{
    private const int MostRings = 32;
    private const int MostCorners = 1_000;

    public static GeofenceRule Geofence(RuleObject rule, RuleHead head)
    {
        var crossing = rule.Word("when", "inside", "outside", "enter", "leave") switch
        {
            "inside" => ZoneCrossing.Inside,
            "outside" => ZoneCrossing.Outside,
            "enter" => ZoneCrossing.Enter,
            "leave" => ZoneCrossing.Leave,
            _ => throw rule.Fault("needs the member 'when': inside, outside, enter or leave"),
        };
        var rings = rule.Find("polygon") is { } polygon ? Rings(rule, polygon) : [];
        var circle = rule.Object("circle") is { } round ? Circle(round) : null;
        if (rings.Count == 0 == circle is null) throw rule.Fault("needs either 'polygon' or 'circle'");
        var (lowest, highest) = (double.NegativeInfinity, double.PositiveInfinity);
        if (rule.Object("altitude") is { } band)
        {
            (lowest, highest) = (band.Number("from") ?? lowest, band.Number("to") ?? highest);
            if (lowest > highest) throw band.Fault("has a 'from' above its 'to'");
            band.End();
        }

        return new GeofenceRule(head, new Zone(rings.FirstOrDefault(), [.. rings.Skip(1)], circle, lowest, highest), crossing, $"{Text(rule.Find("polygon"))} {Text(rule.Find("circle"))} {Text(rule.Find("altitude"))}");
    }

    private static string Text(RuleNode? node) => node is null ? "" : node.Text + string.Join(',', node.Items.Select(Text)) + string.Join(',', node.Members.Select(member => member.Key + Text(member.Value)));

    private static Circle Circle(RuleObject circle)
    {
        var read = new Circle(circle.NeededNumber("latitude", -90, 90), circle.NeededNumber("longitude", -180, 180), circle.NeededNumber("radius", 0.001, 20_000_000));
        circle.End();
        return read;
    }

    private static List<Polygon> Rings(RuleObject rule, RuleNode polygon)
    {
        if (polygon.Kind != JsonValueKind.Array || polygon.Items.Count is 0 or > MostRings) throw rule.Fault(polygon, "polygon", $"must be an array of 1 to {MostRings} rings");
        return polygon.Items.ConvertAll(ring => Ring(rule, ring));
    }

    private static Polygon Ring(RuleObject rule, RuleNode ring)
    {
        if (ring.Kind == JsonValueKind.Array && ring.Items.Count <= MostCorners)
        {
            // GeoJSON's rings end where they begin.
            var corners = ring.Items.ConvertAll(corner => Corner(rule, corner));
            if (corners.Distinct().Count() >= 3) return new Polygon(corners);
        }

        throw rule.Fault(ring, "polygon", $"must have rings of 3 to {MostCorners} corners");
    }

    private static Position Corner(RuleObject rule, RuleNode corner)
    {
        if (corner.Kind == JsonValueKind.Array && corner.Items is [{ Kind: JsonValueKind.Number, Number: >= -180 and <= 180 } longitude, { Kind: JsonValueKind.Number, Number: >= -90 and <= 90 } latitude])
            return new Position(latitude.Number, longitude.Number);
        throw rule.Fault(corner, "polygon", "must have corners of [longitude, latitude] in degrees");
    }
}
