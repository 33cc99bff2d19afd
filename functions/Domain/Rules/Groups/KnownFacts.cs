using System.Text.Json;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Devices;

namespace ServerlessIot.Domain.Rules.Groups;

/// <summary>What the registry says of some devices, as it is and as it is written.</summary>
internal sealed class KnownFacts
{
    private KnownFacts(DeviceFacts facts, byte[] json) => (Facts, Json) = (facts, json);

    public DeviceFacts Facts { get; }

    /// <summary>As JSON.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    public static KnownFacts Of(DeviceFacts facts) => new(facts, JsonSerializer.SerializeToUtf8Bytes(facts, DomainJson.Default.DeviceFacts));

    /// <summary>Reads <see cref="Json"/>.</summary>
    /// <exception cref="CorruptDataException">It is none.</exception>
    public static KnownFacts Read(byte[] json)
    {
        try
        {
            return new KnownFacts(JsonSerializer.Deserialize(json, DomainJson.Default.DeviceFacts) ?? throw new CorruptDataException("What the registry says of a device is null."), json);
        }
        catch (JsonException error)
        {
            throw new CorruptDataException($"What the registry says of a device cannot be read: {error.Message}", error);
        }
    }
}
