using ServerlessIot.Domain.Archive.Columns;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Tests.Archive.Columns;

/// <summary>Bytes of version 1. What was written with it years ago must be read: where this fails, a new version is needed, not new bytes here.</summary>
public sealed class ColumnChunkFormatTest
{
    private const string Chunk =
        "ASqFz+cAKD9XhYo+x69lPmNyHlAfyaU7MY1fYxVXyihtkhbBBvZ7C0U56O57vxwuRtn+pORD4ErcxJk2FO0yjjLT7OAIh5lDBy8JnrK6LXgyEQvfvp03niHZnmXn6+hHbj1pf8hC1Krh22FJwE4+S1"
        + "A+JQiGQ4roCEsOvyA4oFkKcyEEuuCPioAqyvKAVmjYjmCmnmIwigLE4QoF0I/heGM8m6Dj5j0Dn9AOUqh+Dr7znfRBI1yYOPCwzcxfRnYE2fXbH8cSnO8z3ojcxlaqVZ1Q4n////ubNxeg////w+Z3"
        + "4KqqqpopKZUAAALptcviREREQTobit3d3iuReW5GtGnMx+7PbbbavsTnoNUFbFPLab803jut4fcZTuobljVaoBluRogZcHGMPmvuxdQpoxxXnn5yqMqeYofgTbmV+cq/UToWxUI+tLS0tDyvU8eOSR"
        + "1TN4AEA9Z6nEtz01Big4hSQCXIoA8Gnno5FjlW2R2kTl0Z+djfnjDbh+oAhPzjGkrU15x78W4q2fSLoH/bBo+QfnUNu0SS8OXrhd0WIMTS8CaVKCK1IGAcTUTQNAynaxikyyek5FVdv/rWOEEEEDTW"
        + "HSggXp4AgpboufvBMd5RJ4MJw/qKNT4euoU62c3u7Uidhb/8PS4edrLyrOTUVoWT55rGLLQQOqAv+imFYRKmP7uc2fTmS1No1Iyy5oaBqD3hFfflXqScW0EY+Vb1ujWiV9XUmHM8alt1tkPn/Hnzgm"
        + "/2dUpZPTcA64qNk/i+MWFa9w2bspzSR+7hdH85nFGMZa2K2Fbd3d3d3hy/rT3GQOvvCsnnOJE7BXtzBI1b3yduhPWaqRqYDe3L5dWjREIt2YflJxNV6n6hkH907GX7Sr5y6mHZUgEWCg5BVGkH9uXX"
        + "eO+vRbBbBbBhjeZckPMGjRYG1f4Ju8cccccchKLbziRuZx64UfH8xTyavSRorZHS5CSU/z6Urzh9nAvJ9UH9uY/qu3HnEuph2VDr8UaYmrzfASsv6bb1TvE1eb4=";

    private const string Model =
        "/AMBm+mFyAAUP1eFij7Hr2U+Y3IeUB/JpTsxjV9jFVfKKG2SFsEG9nsLRTno7nu/HC5G2f6k5EPgStzEmTYU7TKOMtPs4AiHmUMHLwX2M0jULJQ86pXmLZffDL1UjcGxLWm4NJJCQZ1cTQqtp52CQ0"
        + "9NotALhbRJGC/2mp4QOyVIXHUMqrNPozSi9kqILAtTDImrH2SeubPsUwimZza5xOKmWSOxjz8az23vwGZjOWDKUKa2+4lu1jM2VbXKkj4AAAHOPhGHcdKQEV3N7h3KXuIzRgj2TglUw5AlRfT3gVKr"
        + "MRscxT0/dJWz6oRUybPx1LtMObk2iCrk2DzMTaj7ojS8KnwoMBw9ZEjPc9zzesHohp6YrMwUBwOUouDrNFRAfgXTGXTAYupWOVkmKsOaEbWO8UhPFEFllAOeEfahFftkrfp/8metl1oTK+KWWhwzIg"
        + "3+FtlYCBF7cKIHn9c1IEAe2y6tmk9Zyz9QFWVBPmO2gb0c7V6y8cVRP57eNfRUChkMf3Fm2tLYnJnIRcaaQBw2bVCanTmAzR4aVaDMRTfASNFaSP8z0FR+gx4cRFuOkWZKj1wo9wIqF/I/pPnV+wwz"
        + "Z4mr0ikTnXVzVmjSTnKZ7PE1edvY8KZG6i2C2C2I6vdgpmz8b1wo9cvs9gIY5Pbl1NOR+8lL4ZmrzfASyQIBZy1lmwAU0MIGWr5HngJu7kcz94oh4qErgRqLtyrSQUSoeDzZbDbxx+FcmXsJAveyNe"
        + "cHP7thLZjvXlae6VVFurowzzzwzAoaUv///8aL8NNVqqqbbLClKAAANOxho3MzMyi0mktHZoiKxkb+kkkkUl+pyPNttkN2t6xRRRP9Naz0n0pwSw/fgrWG/kqRS+18HvNaKl4Yd07WtkMFojsISK96"
        + "cycpI9T1qDqDZj4vDZUZkTtiz+heNLS0tGvFR32BY490gY99/ZCNue/U4FvCrbLCe7lmm3lHgshowZwzu4H07IcOUuuQtLyE4X/IVU1KsnFeYxJRjFJ8m0FXm+AkaLmrRfAqIkaqWPQJLYMMhIiBLd"
        + "amUeuFJGsJ3EBvy6BtOhCLluYo3RfksY1cwv+p7jDsqGQgRa3Y6WC2C2C3TbacWyG7X06BtQ==";

    private const string ChunkOfModel =
        "AR9CPSAAKNKJnQd0piUcUactJuYJpb3kc8MhxzWD9a4zHwBWETrzXF2SnkYoS5QpP9owYQQAWSGhP6zLIBrLSVCicXsvJ/+i7CEIZdj4N6seZ6f///6Vfp9Aqqp0SvKxAKqggh8fc6qqKKXVh4iIi3"
        + "xvox1B0jAnepw88zSgBI52DCq9OpvVPpIVqE8HHHK+ertZihW0Y3wPB8HFa3W1AtBFC8TaMVL6atn+mRsoKkNymiUjUUMkWdA8PDsMt+iWLHukD7CGVyzq7SNOIWRy6B/lLaJtkqOKhxg9hpab4vRO"
        + "sGXSfB7JrE5mNzTSXO81+Q+NpJeoCzWY1PqmZ23mWccwD5enJ78y5qYpXQaeofWCHi/lUOjrcnKcphDrI/Z2YEH15QDe5fGjo5zjKJ0ot0Dl8U2VezkQJENwzHDjVqj6HmL2UhwhWUojWymtxaMLra"
        + "PEJDWPVaG75d/mhhtTrIG4oac0VnBI2Q+Ps8KxMFa051CloKzkWs93NXm+AkaQIH9xcbeY1NECqivJYvzjMGdvksX5LG+3OmX2NrSfSfTVOBP4+AkaKz8l5la+SQzBbH9vztiBTqGQf26PvwSVK9Lk"
        + "tgtguE8eBKk+k+k+l2tnbfEE4meJq9C2acPD1eb4CadkYOGacSWL8lj5yQxtmKqqqq0MHoSsRu41eiay8kEIhkIo9cLlF9ZFpxn5dTDt";

    private const string Lines =
        "Af3zVuMBAxvDcSNStH4ooqLWQ4A6Uhf+/Pn3s8EyUvnV/wlMA064VBlfWiEw9+nzEtQxful4fUkKQJ/Q+4ShQCdzAg3p35plzjKKdhgMGmmAf+qP/t/6dnv1llPnAcpMnzII3VB0Bg1gCGManifu5U"
        + "2Tm/vmzpv3x2N4UlZoyWq1ZgHb7Va0dfEF6cC+AhhQkE06RPW5/R//P99+8bwef5E69+fEVn352RdffsmGGezn/LJrnjfPH1/+9OlPfzyvZ6d4tT8m+tu/Pnnv48ree/jh319af26Qbw3Ptz/+pufc"
        + "2TU/v3n+7d0/v/yi3ejvK+s/fn9e/z/1Tj0v61f1Tj+vrn4AHsSH6GF+RB5jHmsf537pel491Df33X02nlf7z+bzav/Zel7tP9vPq/1n53m1/0PP5L/Xze7OvY9nsBgsBovBYrAYLAaLwWKwGCyGy+"
        + "FyuBwuh8vhcrgcLofL4XK0Gq1Gq9FqtBqtRqvRarQarcbr8Xq8Hq/H6/F6vB6vx+vxerKZbCabyWaymWwmm8lmsplsZnZmdmZ2ZnZmdmZ2ZnZmdmZ2ZnZmd2d3Z3dnd2d3Z3dnd2d3Z3dnd+f25vbm"
        + "9ub25vbm9ub25vbm9ub2fuzaEb9Xva4hYKTEWYppbOs+xv1+APhy30yta13rWte61rWudQ0BAgQIECBAgAABAkaMGDFixIgRI0aMlChRokSJEiVKlChx5syZM2fOnDlz5ixFihQpUqRIkSJFimlMYx"
        + "rTmMY0pjGNaUxjW9va1ra2ta1tbWtb27rOda5znetc5zrXuc7tHdRFHdRFHdRFHdRFHdRFHdRFHdRFHdRFHdRFHdQLSte61rWuda1rXeta17qGAF/XMW8KECBAgAABAgSMGDFixIgRI0aMGClRokSJ"
        + "EiVKlChR4syZM2fOnDlz5sxZihQpUqRIkSJFihTTmMY0pjGNaUxjGtOYxra2ta1tbWtb29rWtrZ1netc5zrXuc51rnOd2zusyzqsyzqsyzqsyzqsyzqsyzqsyzqsyzqsyzqsF5auda1rXeta17rWta"
        + "51DQECBAgQIECAAAECRoz4dTf2pogRI0aMGDFSokSJEiVKlChRosSZM2fOnDlz5syZsxQpUqRIkSJFihQppjGNaUxjGtOYxjSmMY1tbWtb29rWtra1rW1t6zrXuc51rnOd61znOrd3VFd1VFd1VFd1"
        + "VFd1VFd1VFd1VFd1VFd1VFd1VC8qXeta17rWta51rWtd6xoCBAgQIECAAAECBIwYMWLEiBEjRowYKVGiRF/PlN6UKFGiRIkSZ86cOXPmzJkzZ85SpEiRIkWKFClSpJjGNKYxjWlMYxrTmMY0trWtbW"
        + "1rW9va1ra2ta3rXOc617nOda5znevc3nFd13Fd13Fd13Fd13Fd13Fd13Fd13Fd13F92OU6XTeudDvdTrfT7XQ73U630+10O90OiqAIiqAIiqAIiqAIiqAIy7AMy7AMy7AMy7AMy7CMqqiKqqiKqqiK"
        + "qqiKqqiK67iO67iOn3sy/pTquI7ruI7rpEmapEmapEmapEmapEmaTCfTyXQynUwn08l0Mp1MJ9PJdrPdbDfbzXaz3Ww32812s91cL9fL9XK9XC/Xy/VyvVwvd+fO1JU6U1fqTF2pM3WlztSVOlNX6k"
        + "xdqTN1pc7UlTpTN6l0O91Ot9PtdDvdTrfT7XQ73Q6KoAiKoAiKoAiKoAiKoAjLsAzLsAzLsAzLsAzLsIyqqIqqqIqqqIqqqIqqqIrruI7ruI7ruI7ruI7ruE6apEmapEma5LnX955SkzRJkzSZTqaT"
        + "6WQ6mU48jEaikWgkGolGsplsJpvJZrKZbCabyWaymWymWqlWqpVqpVqpVqqVaqVaqTt1Rr+in9Gv6Gf0K/oZ/Yp+Rr+in9Gv6Gf0K/oZ/Yp+Rr+in9FvokdFRUVFRUVFRUVldGR0ZHRkdGR0ZHRkdG"
        + "R0ZHRkdGR2ZnZmdmZ2ZnZmdmZ2ZnZmdmZ2ZnVldWV1ZXVldWV1ZXVldWV1ZXVld2d3Z3dnd2d3Z3dnd2d3Z3dnd+f05PTk9OT05PTk9OT05PTk9OT0JBqJRqKRaCQaiUbiOUrhKTUSjUQj2Uw2k81k"
        + "M9lMNpPNZDPZTDZTrVQr1Uq1Uq1UK9VKtVKt1AerHlf79ZM1fOkHtPTet9f/OJeXvjX7LC/7aq+//dOfj/6yH1f7++/1v/9/9WoD3H7XrsaqPTWUZ+GsL3JUb/99/9s80q5GcT1q9/bqI3s/9BztcT"
        + "X+7P3t3votbjDlW7fe23+8/fT+++t293iivR47ve6vc40Ts+9cY8eHuSvy7cx8/+FDJuupqfmq0C1P7XlfqsPhcDgcDofDYWZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZm"
        + "ZmZmRpIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZ"
        + "IkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZKkh5mZmZmZmZmZmZmZmZmZ"
        + "mZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZ2RPppRsS9dSB4nno6zccoV76Q//v+/d5OU++de3u8TAeK63TOpvbWs1z7EfHfT3ncc4uw7"
        + "/tQT316XwPcDgcDofD4XA4zMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMSJIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIk"
        + "SZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZ"
        + "IkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSXrCntoZP6f/iY/3+sYb"
        + "9/Wjuwg=";

    private static readonly DeviceEvent[] Rows = [.. Enumerable.Range(0, 40).Select(Row)];

    private static readonly DeviceEvent[] New = [.. Enumerable.Range(0, 3).Select(i => Row(i) with { Measurements = [.. Enumerable.Range(0, 800).Select(at => new Measurement($"{i}.{at}", at))] })];

    [Fact]
    public void Chunks_of_version_1_are_read()
    {
        Check(Rows, ColumnChunk.Decode(Convert.FromBase64String(Chunk)));
        Check(Rows, ColumnChunk.Decode(Convert.FromBase64String(ChunkOfModel), ChunkModel.Read(Convert.FromBase64String(Model))));
        Check(New, ColumnChunk.Decode(Convert.FromBase64String(Lines)));
    }

    /// <summary>A writer that makes other choices may write other bytes; then this changes, and the bytes of <see cref="Chunks_of_version_1_are_read"/> stay.</summary>
    [Fact]
    public void Chunks_are_written_as_before()
    {
        var model = ChunkModel.Learn([Rows[20..], Rows[..20]]);
        Assert.Equal(Chunk, Convert.ToBase64String(ColumnChunk.Encode(Rows)));
        Assert.Equal(Model, Convert.ToBase64String(model.Bytes.Span));
        Assert.Equal(ChunkOfModel, Convert.ToBase64String(ColumnChunk.Encode(Rows, model)));
    }

    private static DeviceEvent Row(int i)
    {
        var row = new DeviceEvent
        {
            Id = "",
            Tenant = "demo",
            Device = "VIN00000000000007",
            Type = "vehicle",
            Time = 1_795_168_800_000 + (i * 10_000) + (i * 7 % 13),
            Arrived = 1_795_168_800_040 + (i * 10_000) + (i * 11 % 31),
            Measurements =
            [
                new("heading", (i * 97 % 3600) / 10.0),
                new("odometer", 51_234.5 + (i * 123 / 1000.0)),
                new("pedal", (i * 5 % 8) * 4 / 10.0),
                new("noise", i == 17 ? -0.0 : 1.0 / (i + 1)),
                .. i % 10 == 9 ? [new Measurement("rare", i)] : Array.Empty<Measurement>(),
            ],
            Position = i == 30 ? null : new Position(48 + (i * 13 % 29 / 1e6), 11.5 + (i / 1e3), i % 2 == 0 ? 520.5 : null),
            Status = i < 25 ? "driving" : i == 26 ? null : "charging",
            Attributes = [new("profile", "vehicle"), new("seq", $"{i + 1}"), new("place", i % 3 == 0 ? "Halle 7" : "温室")],
            Origin = new Origin(0, 7, 1_000 + (i * 31), i % 2),
        };
        return row with
        {
            Id = (i % 5) switch
            {
                0 or 1 => ContentId.Of(row),
                2 => $"{ContentId.Of(row)}#{row.Origin.Index}",
                3 => $"boot-3/{i:0000}/0123456789abcdef{i % 7}",
                _ => $"018f3f6e-7b{i:00}-7abc-8def-0123456789ab",
            },
        };
    }

    private static void Check(DeviceEvent[] expected, DeviceEvent[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < actual.Length; i++) Columns.Rows.Equal(expected[i], actual[i]);
    }
}
