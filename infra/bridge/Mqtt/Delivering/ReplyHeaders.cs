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

    /// <summary>Says which command a reply is about: by its correlation data, else by its topic. Without either its payload has to say it.</summary>
    public static void Correlate(PacketProperties properties, CachedRoute route, ref List<Header>? headers)
    {
        var id = properties.CorrelationData is { Length: > 0 and <= CommandLimits.IdLength } data ? Encoding.ASCII.GetString(data) : route.Command;
        if (CommandLimits.IsId(id))
            (headers ??= []).Add(RecordFactory.Text(LogHeaders.Correlation, id!));
    }
}
