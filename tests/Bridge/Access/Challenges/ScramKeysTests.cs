using System.Text;
using ServerlessIot.Bridge.Access.Challenges;

namespace ServerlessIot.Bridge.Tests.Access.Challenges;

/// <summary>The example of RFC 7677, 3.</summary>
public sealed class ScramKeysTests
{
    private const string Exchange = "n=user,r=rOprNGfwEbeRWgbNEkqO,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,"
        + "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";

    private static readonly byte[] Proof = Convert.FromBase64String("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
    private static readonly ScramKeys Keys = ScramKeys.Of("pencil", Convert.FromBase64String("W22ZaJ0SNY7soEsUEjb6gQ=="), 4_096);

    [Fact]
    public void The_proof_counts_and_is_answered() => Assert.Equal(
        (true, "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="),
        (Keys.Proves(Proof, Encoding.UTF8.GetBytes(Exchange)), Convert.ToBase64String(Keys.Sign(Encoding.UTF8.GetBytes(Exchange)))));

    [Fact]
    public void It_counts_for_no_other_exchange_and_no_other_password()
    {
        Assert.False(Keys.Proves(Proof, Encoding.UTF8.GetBytes(Exchange + "x")));
        Assert.False(ScramKeys.Of("Pencil", Convert.FromBase64String("W22ZaJ0SNY7soEsUEjb6gQ=="), 4_096).Proves(Proof, Encoding.UTF8.GetBytes(Exchange)));
        for (var bit = 0; bit < 256; bit++)
        {
            var changed = Proof.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(Keys.Proves(changed, Encoding.UTF8.GetBytes(Exchange)));
        }
    }

    [Fact]
    public void The_messages_of_the_example_are_read()
    {
        Assert.Equal(new ScramFirst("n,,", "n=user,r=rOprNGfwEbeRWgbNEkqO", "user", "rOprNGfwEbeRWgbNEkqO"), ScramFirst.Read("n,,n=user,r=rOprNGfwEbeRWgbNEkqO"u8));
        var final = ScramFinal.Read("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="u8)!;
        Assert.Equal("n,,", Encoding.ASCII.GetString(final.Binding));
        Assert.Equal(Proof, final.Proof);
        Assert.EndsWith("," + final.Unproven, Exchange, StringComparison.Ordinal);
    }
}
