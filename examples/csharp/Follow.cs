// Live centre of pressure from a station: mono Follow.exe [URL [SECONDS [BOARD]]]; prints JSON lines, ten a second.

using System;
using System.Globalization;
using System.Threading;

static class Follow
{
    static int Main(string[] words)
    {
        var url = words.Length > 0 ? words[0] : "http://127.0.0.1:8571";
        var seconds = words.Length > 1 ? double.Parse(words[1], CultureInfo.InvariantCulture) : 5.0;
        var board = words.Length > 2 ? int.Parse(words[2], CultureInfo.InvariantCulture) : 1;
        using (var client = new StationClient(url, board))
        {
            client.Happened += kind => Console.WriteLine($"{{\"event\":\"{kind}\"}}");
            var following = client.Follow();
            for (var until = DateTime.UtcNow.AddSeconds(seconds); DateTime.UtcNow < until && !following.IsCompleted;)
            {
                Thread.Sleep(100);
                if (client.TryNewest(out var sample)) Console.WriteLine(Line(client, sample));
            }
            if (following.IsFaulted)
            {
                var why = following.Exception.GetBaseException();
                Console.Error.WriteLine($"The station at {url} can not be followed: {why.Message}");
                return 1;
            }
            Console.WriteLine($"{{\"rows\":{client.Rows}}}");
            return 0;
        }
    }

    static string Line(StationClient client, BalanceSample sample) =>
        $"{{\"board\":\"{client.BoardId}\",\"origin\":\"{client.Origin}\",\"t_s\":{Json(sample.TimeS)},"
        + $"\"ml_mm\":{Json(sample.MlMm)},\"ap_mm\":{Json(sample.ApMm)},\"fz_n\":{Json(sample.FzN)}}}";

    static string Json(double value) => double.IsNaN(value) ? "null" : value.ToString("R", CultureInfo.InvariantCulture);
}
