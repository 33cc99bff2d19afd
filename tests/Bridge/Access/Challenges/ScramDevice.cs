using System.Security.Cryptography;
using System.Text;
using ServerlessIot.Bridge.Tests.Devices;

namespace ServerlessIot.Bridge.Tests.Access.Challenges;

/// <summary>A device's side of SCRAM-SHA-256 over MQTT 5.0, written anew so that the bridge's code is not its judge.</summary>
internal sealed class ScramDevice(string user, string password)
{
    public const string Method = "SCRAM-SHA-256";
    private readonly string _bare = $"n={user.Replace("=", "=3D", StringComparison.Ordinal).Replace(",", "=2C", StringComparison.Ordinal)},r={Convert.ToBase64String(RandomNumberGenerator.GetBytes(15))}";
    private string _signature = "";

    public byte[] First => Encoding.UTF8.GetBytes("n,," + _bare);

    public byte[] Connect(string client, int keepAlive = 0) => Bytes.Connect(5, client, keepAlive, properties: Properties(Method, First));

    public byte[] Again => Auth(0x19, First);

    public static byte[] Properties(string method, byte[]? data) => Bytes.Properties([0x15, .. Bytes.Text(method)], data is null ? [] : [0x16, .. Bytes.Binary(data)]);

    public static byte[] Auth(byte reason, byte[]? data, string method = Method) => Bytes.Packet(0xF0, [reason], Properties(method, data));

    /// <summary>What the server's AUTH asks: reason 0x18, this method, a nonce that goes on, a salt of 16 bytes and 4,096 iterations.</summary>
    public static Dictionary<char, string> Challenge(byte[] packet)
    {
        Assert.Equal((0xF0, 0x18), (packet[0], packet.Body()[0]));
        return Data(packet.Body()[1..]).Split(',').ToDictionary(part => part[0], part => part[2..]);
    }

    /// <summary>The answer to a challenge.</summary>
    public byte[] Answer(byte[] packet, Func<string, string>? change = null)
    {
        var challenge = Challenge(packet);
        Assert.StartsWith(_bare[(_bare.IndexOf(",r=", StringComparison.Ordinal) + 3)..], challenge['r'], StringComparison.Ordinal);
        var unproven = $"c=biws,r={challenge['r']}";
        var exchange = Encoding.UTF8.GetBytes($"{_bare},{Data(packet.Body()[1..])},{unproven}");
        var salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), Convert.FromBase64String(challenge['s']), int.Parse(challenge['i'], System.Globalization.CultureInfo.InvariantCulture), HashAlgorithmName.SHA256, 32);
        var client = HMACSHA256.HashData(salted, "Client Key"u8);
        var mask = HMACSHA256.HashData(SHA256.HashData(client), exchange);
        _signature = $"v={Convert.ToBase64String(HMACSHA256.HashData(HMACSHA256.HashData(salted, "Server Key"u8), exchange))}";
        var text = $"{unproven},p={Convert.ToBase64String([.. client.Zip(mask, (a, b) => (byte)(a ^ b))])}";
        return Auth(0x18, Encoding.UTF8.GetBytes(change?.Invoke(text) ?? text));
    }

    /// <summary>The server has shown that it knows the password too: CONNACK or AUTH with reason 0.</summary>
    public void Accepted(byte[] packet)
    {
        var body = packet.Body();
        var at = packet[0] == 0x20 ? 1 : 0;
        Assert.Equal(0, body[at]);
        Assert.Equal(_signature, Data(body[(at + 1)..]));
    }

    /// <summary>Connects, and is let in.</summary>
    public async Task<RawDevice> ConnectAsync(TestBridge bridge, string client)
    {
        var device = await RawDevice.OpenAsync(bridge.Port);
        await device.SendAsync(Connect(client));
        await device.SendAsync(Answer(await device.ReadAsync()));
        Accepted(await device.ReadAsync());
        return device;
    }

    /// <summary>Authentication data of a property block, behind the method that must be there.</summary>
    private static string Data(byte[] properties)
    {
        var at = properties.AsSpan().IndexOf([(byte)0x15, .. Bytes.Text(Method)]);
        Assert.True(at >= 0, "there is no authentication method");
        var data = properties.AsSpan(at + 3 + Method.Length);
        Assert.Equal(0x16, data[0]);
        return Encoding.UTF8.GetString(data.Slice(3, (data[1] << 8) | data[2]));
    }
}
