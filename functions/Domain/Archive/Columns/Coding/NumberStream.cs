namespace ServerlessIot.Domain.Archive.Columns.Coding;

/// <summary>
/// Codes the numbers of one column one after another. Predicts each in several ways, takes the way that was best lately, and codes the difference.
/// All arithmetic of 64 bits wraps around.
/// </summary>
internal sealed class NumberStream
{
    private const int Ways = 5;
    private const int OwnInputs = 3;
    private const int Fade = 4;
    private readonly NumberModel _first;
    private readonly long[] _costs = new long[Ways];
    private readonly long[] _guesses = new long[Ways];
    private NumberModel? _model;
    private bool _ownsModel;
    private LinearPredictor _linear;
    private double[] _inputs;
    private long _start;
    private bool _started;
    private long _last;
    private long _mean;
    private long _drift;
    private long _step;
    private long _stepBefore;
    private long _stepBeforeThat;

    /// <summary>A stream that has learned nothing and looks at no other column.</summary>
    internal NumberStream()
    {
        _first = new NumberModel(single: true);
        _inputs = new double[OwnInputs];
        _linear = new LinearPredictor(OwnInputs);
    }

    private NumberStream(NumberStream from)
    {
        _first = from._first.Copy();
        _model = from._model;
        _linear = from._linear.Copy();
        _costs = [.. from._costs];
        _inputs = new double[from._inputs.Length];
        _start = from._start;
        _drift = from._drift;
    }

    /// <summary>What this stream has learned, at the start of another column.</summary>
    internal NumberStream Copy() => new(this);

    /// <summary>Sets how many other columns help to predict this one; another number than before makes it forget what it learned of them.</summary>
    internal void Use(int references)
    {
        var inputs = OwnInputs + (2 * references);
        if (inputs == _inputs.Length) return;
        _inputs = new double[inputs];
        _linear = new LinearPredictor(inputs);
    }

    /// <summary>Codes the next number.</summary>
    /// <param name="coder">Writes or reads.</param>
    /// <param name="value">The number; any when reading.</param>
    /// <param name="neighbour">See <see cref="NumberModel.Code"/>.</param>
    /// <param name="steps">Per reference: its step to this row, and its step before; empty without references.</param>
    /// <param name="surprise">The difference that was coded.</param>
    internal long Code(BinaryCoder coder, long value, long neighbour, ReadOnlySpan<double> steps, out long surprise)
    {
        if (!_started)
        {
            surprise = _first.Code(coder, value - _start, 0);
            value = _start + surprise;
            (_started, _start, _last, _mean) = (true, value, value, value << Fade);
            surprise = 0;
            return value;
        }

        var guess = Guess(steps);
        surprise = Model().Code(coder, value - guess, neighbour);
        value = guess + surprise;
        Learn(value);
        return value;
    }

    /// <summary>The model, copied as late as that: columns of one number only do without.</summary>
    private NumberModel Model()
    {
        if (_ownsModel) return _model!;
        _ownsModel = true;
        return _model = _model?.Copy() ?? new NumberModel();
    }

    private long Guess(ReadOnlySpan<double> steps)
    {
        _inputs[0] = _step;
        _inputs[1] = _stepBefore;
        _inputs[2] = _stepBeforeThat;
        steps.CopyTo(_inputs.AsSpan(OwnInputs));
        _guesses[0] = _last;
        _guesses[1] = _last + _step;
        _guesses[2] = _mean >> Fade;
        _guesses[3] = _last + (_drift >> Fade);
        _guesses[4] = _last + (long)Math.Round(_linear.Predict(_inputs), MidpointRounding.ToEven);
        var best = 0;
        for (var i = 1; i < Ways; i++)
        {
            if (_costs[i] < _costs[best]) best = i;
        }

        return _guesses[best];
    }

    private void Learn(long value)
    {
        // The cost of a way: the lengths of its differences in 256ths of a bit, the last 16 or so.
        for (var i = 0; i < Ways; i++) _costs[i] += ((Bits(value - _guesses[i]) - _costs[i]) >> Fade);
        var step = value - _last;
        _linear.Learn(_inputs, (double)(value - _guesses[4]));
        _mean += value - (_mean >> Fade);
        _drift += step - (_drift >> Fade);
        (_stepBeforeThat, _stepBefore, _step, _last) = (_stepBefore, _step, step, value);
    }

    /// <summary>The binary logarithm of the magnitude and one, in 256ths, linear between the powers of two.</summary>
    private static long Bits(long value)
    {
        var magnitude = (ulong)(value < 0 ? ~value : value) + 1;
        var length = 63 - System.Numerics.BitOperations.LeadingZeroCount(magnitude);
        var part = length >= 8 ? magnitude >> (length - 8) : magnitude << (8 - length);
        return ((long)length << 8) + (long)(part & 0xFF);
    }
}
