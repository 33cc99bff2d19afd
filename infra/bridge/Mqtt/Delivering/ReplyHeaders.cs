using System.Text;
using Confluent.Kafka;
using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Bridge.Mqtt.Packets;
using ServerlessIot.Bridge.Mqtt.Publishing;
using ServerlessIot.Domain.Commands;
using ServerlessIot.Domain.Log;

namespace ServerlessIot.Bridge.Mqtt.Delivering;

/// <summary>Headers of the records that replies become.</summary>
internal static class ReplyHeaders
{
    /// <summary>What the record is.</summary>
    public static readonly Header Type = RecordFactory.Text(LogHeaders.Type, RecordTypes.Reply);

    /// <summary>
    /// Says which command a reply is about: by its topic, which has no other use for the id; else by its correlation data, which may be the device's own; else by its payload.
    /// Without the header no bridge knows that the command needs no delivery any more.
    /// </summary>
    public static void Correlate(PacketProperties properties, CachedRoute route, ReadOnlySpan<byte> payload, ref List<Header>? headers)
    {
        var id = Id(route.Command) ?? Id(properties.CorrelationData) ?? Id(ReplyBody.Command(payload));
        if (id is not null)
            (headers ??= []).Add(RecordFactory.Text(LogHeaders.Correlation, id));
    }

    private static string? Id(byte[]? data) => data is { Length: > 0 and <= CommandLimits.IdLength } ? Id(Encoding.ASCII.GetString(data)) : null;

    private static string? Id(string? text) => CommandLimits.IsId(text) ? text : null;
}
