using System.Text;
using ServerlessIot.Bridge.Access.Challenges;

namespace ServerlessIot.Bridge.Tests.Access.Challenges;

public sealed class ScramMessageTests
{
    private const string Proof = "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";

    [Theory]
    [InlineData("n,,n=acme/d1,r=12345678", "acme/d1")]
    [InlineData("y,,n=acme/d1,r=12345678", "acme/d1")]
    [InlineData("n,,n=a=2Cb=3Dc,r=12345678", "a,b=c")]
    [InlineData("n,a=acme/d1,n=acme/d1,r=12345678", "acme/d1")]
    [InlineData("n,,n=acme/d1,r=12345678,x=optional", "acme/d1")]
    [InlineData("n,,n=é,r=12345678", "é")]
    public void First_messages(string text, string user) => Assert.Equal(user, ScramFirst.Read(Encoding.UTF8.GetBytes(text))?.User);

    [Theory]
    [InlineData("")]
    [InlineData("n")]
    [InlineData("n,")]
    [InlineData("n,,")]
    [InlineData("n,,n=d1")]
    [InlineData("n,,n=,r=12345678")]
    [InlineData("n,,n=d1,r=1234567")]
    [InlineData("n,,n=d1,r=1234 5678")]
    [InlineData("n,,n=d1,r=12345678\u007F")]
    [InlineData("n,,n=d1,r=12345678\0")]
    [InlineData("n,,n=d=31,r=12345678")]
    [InlineData("n,,n=d1=,r=12345678")]
    [InlineData("n,,m=x,n=d1,r=12345678")]
    [InlineData("n,,r=12345678,n=d1")]
    [InlineData("n,a=d2,n=d1,r=12345678")]
    [InlineData("p=tls-exporter,,n=d1,r=12345678")]
    [InlineData("x,,n=d1,r=12345678")]
    [InlineData("n=d1,r=12345678")]
    public void No_first_messages(string text) => Assert.Null(ScramFirst.Read(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("")]
    [InlineData("c=biws,r=12345678")]
    [InlineData("c=biws,r=12345678,p=")]
    [InlineData("c=biws,r=12345678,p=AAAA")]
    [InlineData("c=biws,r=12345678,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVR=")]
    [InlineData("c=biws,r=12345678,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ= ")]
    [InlineData("c=b,r=12345678,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")]
    [InlineData("r=12345678,c=biws,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")]
    [InlineData("c=biws,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")]
    public void No_last_messages(string text) => Assert.Null(ScramFinal.Read(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Messages_have_a_bound()
    {
        Assert.Null(ScramFirst.Read(Encoding.UTF8.GetBytes($"n,,n={new string('d', 1_100)},r=12345678")));
        Assert.Null(ScramFirst.Read(Encoding.UTF8.GetBytes($"n,,n=d1,r={new string('x', 129)}")));
        Assert.Null(ScramFinal.Read(Encoding.UTF8.GetBytes($"c=biws,r={new string('x', 1_000)},p={Proof}")));
    }

    [Fact]
    public void Whatever_comes_nothing_is_thrown()
    {
        var random = new Random(5);
        string[] seeds = ["n,,n=acme/d1,r=rOprNGfwEbeRWgbNEkqO", $"c=biws,r=rOprNGfwEbeRWgbNEkqO,p={Proof}"];
        for (var i = 0; i < 50_000; i++)
        {
            var bytes = Encoding.UTF8.GetBytes(seeds[i % 2]);
            for (var n = random.Next(1, 6); n > 0; n--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var cut = bytes.AsSpan(0, random.Next(bytes.Length + 1));
            Assert.True(ScramFirst.Read(cut) is null or { User.Length: > 0, Nonce.Length: >= 8 });
            Assert.True(ScramFinal.Read(cut) is null or { Proof.Length: 32 });
        }
    }
}
