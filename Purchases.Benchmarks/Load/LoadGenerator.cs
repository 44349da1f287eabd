using System.Diagnostics;

namespace Purchases.Benchmarks.Load;

/// <summary>
/// Closed-loop load from one thread: each connection sends its next request when the answer to the last one is whole. As cheap as it can
/// be, for it shares the processors with the server: encoded requests, no allocation, one system call to send and one to receive.
/// </summary>
internal static class LoadGenerator
{
    /// <summary>In words, for the results.</summary>
    public const string Description = "in-process, one thread, keep-alive connections with one request under way each";

    private const int BufferBytes = 64 * 1024;
    private static readonly TimeSpan LastAnswers = TimeSpan.FromSeconds(10);

    /// <param name="requests">Whole requests, sent in turn.</param>
    /// <param name="expectedStatus">Whatever else is answered makes the measurement worthless.</param>
    /// <exception cref="BenchmarkException">A connection broke, or an answer was another one.</exception>
    public static LoadResult Run(
        Uri server, int connections, IReadOnlyList<byte[]> requests, int expectedStatus, TimeSpan duration,
        CancellationToken cancellationToken)
    {
        var open = new List<Connection>(connections);
        try
        {
            for (var i = 0; i < connections; i++) open.Add(new(server));
            using var sockets = ReadySockets.Watch(open.ConvertAll(connection => connection.Socket));
            return Run(open, sockets, requests, expectedStatus, duration, cancellationToken);
        }
        finally
        {
            open.ForEach(connection => connection.Dispose());
        }
    }

    private static LoadResult Run(
        List<Connection> connections,
        ReadySockets sockets,
        IReadOnlyList<byte[]> requests,
        int expectedStatus,
        TimeSpan duration,
        CancellationToken cancellationToken)
    {
        var latencies = new Histogram();
        var buffer = new byte[BufferBytes];
        var ready = new int[connections.Count];
        var sent = 0;
        var (unexpected, unexpectedStatus) = (0L, 0);
        var start = Stopwatch.GetTimestamp();
        foreach (var connection in connections) connection.Send(requests[sent++ % requests.Count]);

        while (Stopwatch.GetElapsedTime(start) < duration)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = sockets.Wait(ready);
            for (var i = 0; i < count; i++)
            {
                var connection = connections[ready[i]];
                if (!connection.Receive(buffer, out var elapsed)) continue;
                if (connection.Status != expectedStatus) (unexpected, unexpectedStatus) = (unexpected + 1, connection.Status);
                latencies.Record(elapsed);
                sent = sent + 1 < requests.Count ? sent + 1 : 0;
                connection.Send(requests[sent]);
            }
        }

        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        ReceiveLast(connections, sockets, buffer, ready);
        return unexpected == 0
            ? new(seconds, latencies)
            : throw new BenchmarkException(
                $"{unexpected} of {latencies.Count} answers weren't {expectedStatus}; the last of them was {unexpectedStatus}.");
    }

    // What is under way when time is up isn't counted, but waited for: the next measurement must not pay for it.
    private static void ReceiveLast(List<Connection> connections, ReadySockets sockets, byte[] buffer, int[] ready)
    {
        var start = Stopwatch.GetTimestamp();
        while (connections.Exists(connection => connection.Busy))
        {
            if (Stopwatch.GetElapsedTime(start) > LastAnswers) throw new BenchmarkException("The server left requests without an answer.");
            var count = sockets.Wait(ready);
            for (var i = 0; i < count; i++) connections[ready[i]].Receive(buffer, out _);
        }
    }
}

/// <param name="Latencies">In ticks of <see cref="Stopwatch"/>.</param>
internal sealed record LoadResult(double Seconds, Histogram Latencies)
{
    public double PerSecond => Latencies.Count / Seconds;

    /// <summary>In milliseconds.</summary>
    public double PercentileMs(double percentile) => Latencies.Percentile(percentile) * 1000 / Stopwatch.Frequency;
}
