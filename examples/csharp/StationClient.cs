// Live centre of pressure from a station, for a program in C# or a scene in Unity; no package is needed.

using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.WebSockets;
using System.Runtime.Serialization.Json;
using System.Threading;
using System.Threading.Tasks;
using System.Xml;
using System.Xml.Linq;

/// <summary>One sample: where the pressure is, in mm from the board's centre, and the weight in N.</summary>
/// <remarks>Without a foot on the board ML and AP are NaN: the centre is not defined there.</remarks>
public struct BalanceSample
{
    public double TimeS, MlMm, ApMm, FzN;
}

/// <summary>Follows one board of a station over its websocket, on a task of its own.</summary>
public sealed class StationClient : IDisposable
{
    // The station's newest message is well below this; what is longer is not a station's.
    const int LongestMessage = 4 << 20;

    readonly ClientWebSocket socket = new ClientWebSocket();
    readonly CancellationTokenSource end = new CancellationTokenSource();
    readonly object guard = new object();
    readonly Uri station;
    readonly int board;
    string[] names = new string[0];
    BalanceSample newest;
    bool any;

    /// <param name="station">The address that the station printed: http:// or https://.</param>
    /// <param name="board">Which of the station's boards: 1 is the first.</param>
    public StationClient(string station, int board = 1)
    {
        this.station = new Uri(station);
        this.board = board;
    }

    /// <summary>Name of the board, once the station has told it.</summary>
    public string BoardId { get; private set; }

    /// <summary>"hardware", "simulated" or "replay": show it beside every number that is not hardware's.</summary>
    public string Origin { get; private set; }

    /// <summary>Count of the rows that came so far.</summary>
    public long Rows { get; private set; }

    /// <summary>Kinds of events, as they come. Called on the client's task, not on Unity's main thread.</summary>
    public event Action<string> Happened;

    /// <summary>The newest sample; false before the first. May be asked in every frame, from any thread.</summary>
    public bool TryNewest(out BalanceSample sample)
    {
        lock (guard) { sample = newest; return any; }
    }

    /// <summary>Joins, and reads until the station closes or <see cref="Dispose"/> is called.</summary>
    /// <exception cref="WebSocketException">The station is not there, or it refuses.</exception>
    public async Task Follow()
    {
        var scheme = station.Scheme == "https" ? "wss" : "ws";
        // The station takes a websocket only from its own address.
        socket.Options.SetRequestHeader("Origin", station.GetLeftPart(UriPartial.Authority));
        await socket.ConnectAsync(new Uri($"{scheme}://{station.Authority}/ws?board={board}"), end.Token);
        var part = new byte[1 << 16];
        try
        {
            for (var whole = new MemoryStream(); socket.State == WebSocketState.Open;)
            {
                var got = await socket.ReceiveAsync(new ArraySegment<byte>(part), end.Token);
                if (got.MessageType == WebSocketMessageType.Close) return;
                whole.Write(part, 0, got.Count);
                if (whole.Length > LongestMessage) throw new WebSocketException("The station sent a message that is too long.");
                if (!got.EndOfMessage) continue;
                Take(whole.ToArray());
                whole.SetLength(0);
            }
        }
        catch (OperationCanceledException) { }
    }

    void Take(byte[] message)
    {
        // The reader of JSON that both .NET and Unity bring: objects become elements, rows <item>s.
        XElement told;
        using (var reader = JsonReaderWriterFactory.CreateJsonReader(message, XmlDictionaryReaderQuotas.Max))
            told = XElement.Load(reader);
        var rowNames = told.Element("row_names");
        if (rowNames != null) names = rowNames.Elements().Select(name => name.Value).ToArray();
        var meta = told.Element("meta")?.Element("board");
        if (meta != null)
        {
            BoardId = meta.Element("board_id")?.Value;
            Origin = meta.Element("origin")?.Value;
        }
        foreach (var happened in Items(told, "events")) Happened?.Invoke(happened.Element("kind")?.Value);
        foreach (var row in Items(told, "rows")) TakeRow(row.Elements().Select(Number).ToArray());
    }

    void TakeRow(double[] row)
    {
        Func<string, double> of = name => { var at = Array.IndexOf(names, name); return at < 0 ? double.NaN : row[at]; };
        var sample = new BalanceSample { TimeS = of("t_s"), MlMm = of("ml_mm"), ApMm = of("ap_mm"), FzN = of("fz_n") };
        lock (guard) { newest = sample; any = true; Rows++; }
    }

    static IEnumerable<XElement> Items(XElement told, string name) =>
        told.Element(name)?.Elements() ?? Enumerable.Empty<XElement>();

    static double Number(XElement cell) =>
        double.TryParse(cell.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : double.NaN;

    /// <summary>Leaves the station.</summary>
    public void Dispose()
    {
        end.Cancel();
        socket.Dispose();
    }
}
