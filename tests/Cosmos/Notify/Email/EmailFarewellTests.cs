using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using ServerlessIot.Cosmos.Tests.Documents;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Cosmos.Tests.Notify.Email;

/// <summary>A mail that the server has taken is taken, whatever becomes of the connection.</summary>
public sealed class EmailFarewellTests
{
    private const int Mails = 50;

    [Fact]
    public async Task A_server_that_resets_the_connection_behind_its_250_has_taken_the_mail()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var services = Instances.Of(new()
        {
            ["Notify:Email:Server"] = "127.0.0.1",
            ["Notify:Email:Port"] = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["Notify:Email:Security"] = "None",
            ["Notify:Email:From"] = "iot@example.com",
            ["Notify:Email:To"] = "ops@example.com",
        });
        var channel = services.GetServices<IAlertChannel>().Single(one => one.Name == "email");
        for (var i = 0; i < Mails; i++)
        {
            var serving = ServeAsync(listener);
            Assert.Null(await channel.SendAsync(new Notice(Samples.Alert("t/d", "a1"), "a1"), default));
            await serving;
        }
    }

    private static async Task ServeAsync(TcpListener listener)
    {
        using var client = await listener.AcceptSocketAsync();
        using var reader = new StreamReader(new NetworkStream(client, ownsSocket: false));
        await SayAsync("220 mail.test");
        while (await reader.ReadLineAsync() is { } line && line != "DATA") await SayAsync("250 ok");
        await SayAsync("354 go on");
        while (await reader.ReadLineAsync() is { } line && line != ".")
        {
        }

        client.LingerState = new LingerOption(true, 0);
        client.Send("250 taken\r\n"u8);
        client.Close();

        Task SayAsync(string line) => client.SendAsync(System.Text.Encoding.ASCII.GetBytes(line + "\r\n"));
    }
}
