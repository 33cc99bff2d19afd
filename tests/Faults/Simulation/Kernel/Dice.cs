using System.Numerics;

namespace ServerlessIot.Faults.Tests.Simulation.Kernel;

/// <summary>Randomness of one seed: xoshiro256** (Blackman, Vigna) started by SplitMix64. The same on every machine and version.</summary>
internal sealed class Dice
{
    private ulong a;
    private ulong b;
    private ulong c;
    private ulong d;

    public Dice(long seed, int stream)
    {
        var state = ((ulong)seed * 0x9E3779B97F4A7C15UL) + ((ulong)stream * 0xD1B54A32D192ED03UL);
        (a, b, c, d) = (Split(ref state), Split(ref state), Split(ref state), Split(ref state));
    }

    /// <summary>0 to <paramref name="below"/> − 1.</summary>
    public int Next(int below) => (int)(((ulong)(uint)(Bits() >> 32) * (ulong)below) >> 32);

    /// <summary><paramref name="from"/> to <paramref name="to"/>, both included.</summary>
    public int Between(int from, int to) => from + Next(to - from + 1);

    /// <summary>[0, 1).</summary>
    public double Unit() => (Bits() >> 11) * (1.0 / (1UL << 53));

    public bool Chance(double probability) => probability > 0 && Unit() < probability;

    public T Pick<T>(IReadOnlyList<T> of) => of[Next(of.Count)];

    /// <summary>Exponentially distributed with this mean, at most twenty times it.</summary>
    public long Around(long mean) => (long)Math.Min(-Math.Log(1 - Unit()) * mean, 20.0 * mean);

    private ulong Bits()
    {
        var result = BitOperations.RotateLeft(b * 5, 7) * 9;
        var t = b << 17;
        c ^= a;
        d ^= b;
        b ^= c;
        a ^= d;
        c ^= t;
        d = BitOperations.RotateLeft(d, 45);
        return result;
    }

    private static ulong Split(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15UL;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
