using System.Globalization;
using System.Reflection;
using System.Text;
using Confluent.Kafka;
using ServerlessIot.Host.Apps;
using Result = Confluent.Kafka.ConsumeResult<byte[], byte[]>;

namespace ServerlessIot.Host.EventHubs;

/// <summary>
/// Makes the app's own EventData, whose type the host knows only at run time, of records: the sequence number is the offset, the enqueued time
/// the time stamp; headers iothub-… are system properties, as IoT Hub sets them, message-id and content-type are what they are called, and all others
/// application properties.
/// </summary>
internal sealed class EventFactory
{
    private const string Namespace = "Azure.Messaging.EventHubs.";
    private readonly Type _event;
    private readonly MethodInfo _create;
    private readonly MethodInfo _body;
    private readonly PropertyInfo _messageId;
    private readonly PropertyInfo _contentType;

    /// <summary>For the trigger's parameter: EventData, or EventData[].</summary>
    /// <exception cref="HostStartException">The parameter is of another type.</exception>
    public EventFactory(FunctionDefinition function)
    {
        Type type = function.Parameter.ParameterType;
        _event = type.IsArray ? type.GetElementType()! : type;
        if (_event.FullName != Namespace + "EventData")
            throw new HostStartException($"Function {function.Name}: the trigger's parameter must be EventData or EventData[], not {type.Name}.");
        IsArray = type.IsArray;
        _create = _event.Assembly.GetType(Namespace + "EventHubsModelFactory")?.GetMethods()
            .FirstOrDefault(method => method.Name == "EventData" && method.GetParameters().Any(parameter => parameter.Name == "offsetString")) ?? throw Missing("EventHubsModelFactory.EventData");
        Type body = _create.GetParameters()[0].ParameterType;
        _body = body.GetMethod("FromBytes", [typeof(ReadOnlyMemory<byte>)]) ?? throw Missing("BinaryData.FromBytes");
        _messageId = _event.GetProperty("MessageId") ?? throw Missing("EventData.MessageId");
        _contentType = _event.GetProperty("ContentType", _event.GetProperty("MessageId")!.PropertyType) ?? throw Missing("EventData.ContentType");
    }

    /// <summary>Whether the parameter takes many events.</summary>
    public bool IsArray { get; }

    /// <summary>An EventData.</summary>
    public object One(Result record)
    {
        var (system, own) = (new Dictionary<string, object>(), new Dictionary<string, object>());
        string? messageId = null, contentType = null;
        foreach (IHeader header in record.Message.Headers ?? [])
        {
            string text = Encoding.UTF8.GetString(header.GetValueBytes() ?? []);
            if (header.Key == "message-id") messageId = text;
            else if (header.Key == "content-type") contentType = text;
            else (header.Key.StartsWith("iothub-", StringComparison.Ordinal) ? system : own)[header.Key] = text;
        }

        object made = _create.Invoke(null, Array.ConvertAll(_create.GetParameters(), parameter => parameter.Name switch
        {
            "eventBody" => _body.Invoke(null, [new ReadOnlyMemory<byte>(record.Message.Value ?? [])]),
            "properties" => own,
            "systemProperties" => system,
            "sequenceNumber" => record.Offset.Value,
            "offsetString" => record.Offset.Value.ToString(CultureInfo.InvariantCulture),
            "enqueuedTime" => DateTimeOffset.FromUnixTimeMilliseconds(record.Message.Timestamp.UnixTimestampMs),
            _ => null,
        }))!;
        _messageId.SetValue(made, messageId);
        _contentType.SetValue(made, contentType);
        return made;
    }

    /// <summary>An EventData[].</summary>
    public object Many(IReadOnlyList<Result> records)
    {
        var events = Array.CreateInstance(_event, records.Count);
        for (int i = 0; i < records.Count; i++) events.SetValue(One(records[i]), i);
        return events;
    }

    private HostStartException Missing(string what) => new($"{_event.Assembly.GetName().Name} has no {what}.");
}
