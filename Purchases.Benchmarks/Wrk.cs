using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace Purchases.Benchmarks;

/// <summary>The load generator wrk (https://github.com/wg/wrk), one thread. It shares the cores with the server.</summary>
internal static class Wrk
{
    private const string Report = """

        done = function(summary, latency)
          local e = summary.errors
          io.write(string.format('{"Count":%d,"Us":%d,"P50Us":%d,"P99Us":%d,"Failures":%d}\n',
            summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
            e.connect + e.read + e.write + e.status + e.timeout))
        end
        """;

    // 1,024 users in turn; the requests are formatted once.
    private const string Buys = """
        local requests, i = {}, 0
        init = function()
          for user = 0, 1023 do
            requests[user] = wrk.format("POST", nil, { ["Content-Type"] = "application/json" },
              string.format('{"userId":"u%d","itemId":"i99","quantity":2}', user))
          end
        end
        request = function()
          i = (i + 1) % 1024
          return requests[i]
        end
        """;

    /// <summary>Sends buys on these connections. Each connection sends its next buy after the response to the last one.</summary>
    /// <exception cref="BenchmarkException">wrk isn't installed, or a request failed.</exception>
    public static Load Buy(Uri server, int connections, int seconds, CancellationToken cancellationToken, string path = "/buy") =>
        Run(new(server, path), Buys, connections, seconds, cancellationToken);

    /// <summary>Gets one path on one connection.</summary>
    /// <exception cref="BenchmarkException">wrk isn't installed, or a request failed.</exception>
    public static Load Get(Uri url, int seconds, CancellationToken cancellationToken) => Run(url, "", 1, seconds, cancellationToken);

    private static Load Run(Uri url, string script, int connections, int seconds, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, script + Report);
            var (exitCode, output) = Run("-t1", $"-c{connections}", $"-d{seconds}s", "-s", file, url.AbsoluteUri);
            var json = output.Split('\n').LastOrDefault(line => line.StartsWith('{'));
            if (exitCode != 0 || json is null) throw new BenchmarkException($"wrk failed: {output.Trim().ReplaceLineEndings(" ")}");

            var load = JsonSerializer.Deserialize<Load>(json)!;
            return load.Failures == 0 ? load : throw new BenchmarkException($"{load.Failures} of {load.Count} requests failed.");
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static (int ExitCode, string Output) Run(params string[] arguments)
    {
        try
        {
            var start = new ProcessStartInfo("wrk", arguments) { UseShellExecute = false, RedirectStandardOutput = true };
            using var wrk = Process.Start(start)!;
            var output = wrk.StandardOutput.ReadToEnd();
            wrk.WaitForExit();
            return (wrk.ExitCode, output);
        }
        catch (Win32Exception e)
        {
            throw new BenchmarkException("wrk isn't on the PATH. Install it (Debian: apt-get install wrk; macOS: brew install wrk).", e);
        }
    }
}

/// <summary>What one run of load measured.</summary>
/// <param name="Count">Requests that got their response.</param>
/// <param name="Us">How long the run took, in microseconds.</param>
internal sealed record Load(long Count, long Us, double P50Us, double P99Us, long Failures)
{
    public double PerSecond => Count * 1e6 / Us;
}
