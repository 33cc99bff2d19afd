using System.Net;
using System.Net.Sockets;
using System.Text;
using ServerlessIot.Bridge.Settings;
using ServerlessIot.Bridge.Tests.Devices;

namespace ServerlessIot.Bridge.Tests.Coap;

/// <summary>A UDP socket that sends datagrams put together by hand and takes answers apart.</summary>
internal sealed class CoapPeer : IDisposable
{
    public const int Con = 0;
    public const int Non = 1;
    public const int Ack = 2;
    public const int Rst = 3;
    public const int Get = 1;
    public const int Post = 2;
    public const int Put = 3;
    private readonly UdpClient _socket = new(new IPEndPoint(IPAddress.Loopback, 0));

    public CoapPeer(TestBridge bridge) => _socket.Connect(IPAddress.Loopback, bridge.Server.CoapPort!.Value);

    public static Task<TestBridge> StartAsync(Func<BridgeOptions, BridgeOptions>? change = null) =>
        TestBridge.StartAsync(o => (change ?? (x => x))(o with { CoapPort = 0 }));

    public Task SendAsync(byte[] datagram) => _socket.SendAsync(datagram).AsTask();

    public Task SendAsync(int type, int code, int id, string path = "sensors/d1", string payload = "", params (int Number, byte[] Value)[] options) =>
        SendAsync(Datagram(type, code, id, [.. path.Split('/').Select(p => (11, Encoding.UTF8.GetBytes(p))), .. options], payload));

    /// <summary>A request with token 7, 7.</summary>
    public static byte[] Datagram(int type, int code, int id, IEnumerable<(int Number, byte[] Value)> options, string payload)
    {
        var bytes = new List<byte> { (byte)(0x42 | (type << 4)), (byte)code, (byte)(id >> 8), (byte)id, 7, 7 };
        var previous = 0;
        foreach (var (number, value) in options.OrderBy(o => o.Number))
        {
            var (delta, length) = (number - previous, value.Length);
            bytes.Add((byte)((Math.Min(delta, 13) << 4) | (length < 13 ? length : length < 269 ? 13 : 14)));
            if (delta >= 13)
                bytes.Add((byte)(delta - 13));
            if (length >= 269)
                bytes.AddRange([(byte)((length - 269) >> 8), (byte)(length - 269)]);
            else if (length >= 13)
                bytes.Add((byte)(length - 13));
            bytes.AddRange(value);
            previous = number;
        }
        if (payload.Length > 0)
            bytes.AddRange([0xFF, .. Encoding.UTF8.GetBytes(payload)]);
        return [.. bytes];
    }

    public Task AnswerAsync(int type, int id) => SendAsync([(byte)(0x40 | (type << 4)), 0, (byte)(id >> 8), (byte)id]);

    public async Task<Answer> ReadAsync() => new((await _socket.ReceiveAsync().WaitAsync(TimeSpan.FromSeconds(30))).Buffer);

    /// <summary>Sends, and reads what comes first.</summary>
    public async Task<Answer> AskAsync(int type, int code, int id, string path = "sensors/d1", string payload = "", params (int Number, byte[] Value)[] options)
    {
        await SendAsync(type, code, id, path, payload, options);
        return await ReadAsync();
    }

    /// <summary>Everything that was sent before has been answered, or will not be: a ping comes back.</summary>
    public async Task<List<Answer>> SettleAsync(int id = 0xFFFF)
    {
        await SendAsync([0x40, 0, (byte)(id >> 8), (byte)id]);
        var before = new List<Answer>();
        while (true)
        {
            var answer = await ReadAsync();
            if (answer.Type == Rst && answer.Id == id)
                return before;
            before.Add(answer);
        }
    }

    public void Dispose() => _socket.Dispose();

    internal sealed class Answer
    {
        public Answer(byte[] bytes)
        {
            Length = bytes.Length;
            Assert.Equal(1, bytes[0] >> 6);
            (Type, Code, Id, Token) = ((bytes[0] >> 4) & 3, $"{bytes[1] >> 5}.{bytes[1] & 31:00}", bytes[2] << 8 | bytes[3], bytes[4..(4 + (bytes[0] & 15))]);
            var number = 0;
            for (var at = 4 + Token.Length; at < bytes.Length;)
            {
                if (bytes[at] == 0xFF)
                {
                    Payload = bytes[(at + 1)..];
                    return;
                }
                var (delta, length) = (bytes[at] >> 4, bytes[at++] & 15);
                number += delta == 13 ? 13 + bytes[at++] : delta;
                length = length == 13 ? 13 + bytes[at++] : length;
                Options[number] = bytes[at..(at + length)];
                at += length;
            }
        }

        public int Length { get; }

        public int Type { get; }

        public string Code { get; }

        public int Id { get; }

        public byte[] Token { get; }

        public Dictionary<int, byte[]> Options { get; } = [];

        public byte[] Payload { get; } = [];

        public string Text => Encoding.UTF8.GetString(Payload);

        public int? Number(int option) => Options.TryGetValue(option, out var value) ? value.Aggregate(0, (sum, b) => (sum << 8) | b) : null;
    }
}
