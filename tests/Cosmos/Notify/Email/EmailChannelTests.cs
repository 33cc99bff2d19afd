using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using ServerlessIot.Adapters.Notify.Email;
using ServerlessIot.Cosmos.Tests.Documents;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Cosmos.Tests.Notify.Email;

/// <summary>Mails to a real server.</summary>
public sealed class EmailChannelTests
{
    [Theory]
    [InlineData("plain", "None", false)]
    [InlineData("starttls", "StartTls", true)]
    [InlineData("tls", "Tls", true)]
    public async Task A_notice_is_mailed_once_to_all_recipients(string mode, string security, bool encrypted)
    {
        await using var server = await MailServer.StartAsync(mode);
        await using var services = Services(server, security);
        Assert.Null(await SendAsync(services, new Notice(Alert(), "a1", 3)));
        var mail = await server.NextAsync();
        Assert.Equal(("iot@example.com", "ops@example.com on-call@example.com", encrypted), (mail.GetProperty("from").GetString(), string.Join(' ', mail.GetProperty("to").EnumerateArray()), mail.GetProperty("tls").GetBoolean()));
        var (headers, text) = Read(mail.GetProperty("content").GetString()!);
        Assert.Contains("Message-ID: <a1@example.com>", headers);
        Assert.Contains("temperature 151.5 is above 150", text, StringComparison.Ordinal);
        Assert.Contains("3 more notifications of t had to wait", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repeat_has_the_same_id_and_a_later_telling_refers_to_the_first()
    {
        await using var server = await MailServer.StartAsync("plain");
        await using var services = Services(server, "None");
        foreach (var key in new[] { "a1", "a1", "a1-1" }) Assert.Null(await SendAsync(services, new Notice(Alert(), key)));
        List<string> ids = [];
        for (var i = 0; i < 3; i++) ids.AddRange(Read((await server.NextAsync()).GetProperty("content").GetString()!).Headers.Where(line => line.StartsWith("Message-ID", StringComparison.Ordinal) || line.StartsWith("References", StringComparison.Ordinal)));
        Assert.Equal(["Message-ID: <a1@example.com>", "Message-ID: <a1@example.com>", "Message-ID: <a1-1@example.com>", "References: <a1@example.com>"], ids);
    }

    [Fact]
    public async Task Nothing_that_an_alert_says_becomes_a_header_or_a_command()
    {
        const string Evil = "hot\r\nBcc: all@example.com\r\n.\r\nMAIL FROM:<x@example.com>\r\n\u00e9\u6e29\ud83d\ude00";
        await using var server = await MailServer.StartAsync("plain");
        await using var services = Services(server, "None");
        var alert = Alert() with { Alert = Alert().Alert with { Message = Evil, Rule = "r\r\nX: y", Device = "d\nd" } };
        Assert.Null(await SendAsync(services, new Notice(alert, "a1>\r\nX: y")));
        var mail = await server.NextAsync();
        Assert.Equal(2, mail.GetProperty("to").GetArrayLength());
        var (headers, text) = Read(mail.GetProperty("content").GetString()!);
        Assert.Equal(
            ["From", "To", "Subject", "Date", "Message-ID", "References", "Auto-Submitted", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"],
            headers.Where(line => line[0] != ' ').Select(line => line.Split(':')[0]));
        Assert.StartsWith(Evil, text, StringComparison.Ordinal);
        Assert.All(headers, line => Assert.InRange(line.Length, 1, 76));
    }

    [Fact]
    public async Task A_wrong_password_and_recipients_that_are_all_refused_are_the_reason_and_the_password_is_not_in_it()
    {
        await using var server = await MailServer.StartAsync("starttls");
        await using var wrong = Services(server, "StartTls", ("Password", "guess"));
        var reason = await SendAsync(wrong, new Notice(Alert(), "a1"));
        Assert.StartsWith("SMTP 535", reason, StringComparison.Ordinal);
        Assert.DoesNotContain("guess", reason, StringComparison.Ordinal);
        await using var unknown = Services(server, "StartTls", ("To", "refused@example.com,refused@example.org"));
        Assert.Equal("SMTP 550 no such mailbox", await SendAsync(unknown, new Notice(Alert(), "a1")));
    }

    [Fact]
    public async Task A_recipient_that_is_refused_does_not_keep_the_mail_from_the_others()
    {
        await using var server = await MailServer.StartAsync("plain");
        await using var services = Services(server, "None", ("To", "refused@example.com,ops@example.com,on-call@example.com"));
        Assert.Null(await SendAsync(services, new Notice(Alert(), "a1")));
        var mail = await server.NextAsync();
        Assert.Equal(["ops@example.com", "on-call@example.com"], mail.GetProperty("to").EnumerateArray().Select(address => address.GetString()));
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_ends_it_before_the_password_is_said()
    {
        await using var server = await MailServer.StartAsync("tls");
        await using var services = Instances.Of(Settings(server, "Tls"));
        Assert.Contains("certificate", await SendAsync(services, new Notice(Alert(), "a1")), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_server_without_STARTTLS_gets_no_mail_in_the_clear()
    {
        await using var server = await MailServer.StartAsync("plain");
        await using var services = Services(server, "StartTls");
        Assert.Equal("The mail server offers no STARTTLS.", await SendAsync(services, new Notice(Alert(), "a1")));
    }

    [Fact]
    public async Task A_server_that_says_nothing_or_is_not_there_is_the_reason_within_the_time()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var port = ((IPEndPoint)silent.LocalEndpoint).Port;
        var settings = Settings(port, "None");
        settings["Notify:Email:Timeout"] = "00:00:00.5";
        await using var services = Instances.Of(settings);
        Assert.Equal("no answer within 0.5 s", await SendAsync(services, new Notice(Alert(), "a1")));
        silent.Stop();
        Assert.NotNull(await SendAsync(services, new Notice(Alert(), "a1")));
    }

    [Theory]
    [InlineData("Server", "mail.example.com", "Security")]
    [InlineData("From", "iot@example.com\r\nX: y", "From")]
    [InlineData("To", "", "To")]
    [InlineData("To", "ops@example.com,nobody", "To")]
    [InlineData("Port", "0", "Port")]
    [InlineData("User", "iot", "Password")]
    [InlineData("Timeout", "00:02:00", "Timeout")]
    public void A_setting_that_is_wrong_is_named_at_start(string setting, string value, string named)
    {
        var settings = Settings(9, "None");
        settings["Notify:Email:" + setting] = value;
        Assert.Contains($"Notify__Email__{named}", Assert.Throws<InvalidOperationException>(() => Instances.Of(settings)).Message, StringComparison.Ordinal);
    }

    private static AlertDocument Alert() => Samples.Alert("t/d", "a1");

    private static Task<string?> SendAsync(ServiceProvider services, Notice notice) => services.GetServices<IAlertChannel>().Single(channel => channel.Name == "email").SendAsync(notice, default);

    private static (string[] Headers, string Text) Read(string mail)
    {
        var parts = mail.Split("\r\n\r\n", 2);
        return (parts[0].Split("\r\n"), Encoding.UTF8.GetString(Convert.FromBase64String(parts[1])));
    }

    private static ServiceProvider Services(MailServer server, string security, params (string Name, string Value)[] more)
    {
        var settings = Settings(server, security);
        foreach (var (name, value) in more) settings["Notify:Email:" + name] = value;
        return Instances.Of(settings, services => { if (server.Certificate is { } certificate) services.AddSingleton(new SmtpTrust([certificate])); });
    }

    private static Dictionary<string, string?> Settings(MailServer server, string security)
    {
        var settings = Settings(server.Port, security);
        if (server.Certificate is not null) (settings["Notify:Email:User"], settings["Notify:Email:Password"]) = ("iot", "sesame");
        return settings;
    }

    private static Dictionary<string, string?> Settings(int port, string security) => new()
    {
        ["Notify:Email:Server"] = "127.0.0.1",
        ["Notify:Email:Port"] = port.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["Notify:Email:Security"] = security,
        ["Notify:Email:From"] = "iot@example.com",
        ["Notify:Email:To"] = "ops@example.com, on-call@example.com",
    };
}
