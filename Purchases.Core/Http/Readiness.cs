using Microsoft.AspNetCore.Http;

namespace Purchases.Core.Http;

/// <summary>The answer of /health/ready: 200, or 503 naming each thing that isn't ready.</summary>
public sealed class Readiness(IEnumerable<IReadinessCheck> checks, TimeProvider time)
{
    public async Task<IResult> CheckAsync(CancellationToken cancellationToken)
    {
        var failures = await Task.WhenAll(checks.Select(check => FailureAsync(check, cancellationToken)));
        var notReady = failures.OfType<string>().ToList();
        return notReady.Count == 0
            ? TypedResults.Ok(new Status("ready"))
            : Problem.Unavailable($"Not ready: {string.Join("; ", notReady)}.");
    }

    private async Task<string?> FailureAsync(IReadinessCheck check, CancellationToken cancellationToken)
    {
        try
        {
            await check.CheckAsync(cancellationToken).WaitAsync(Limits.ReadinessTimeout, time, cancellationToken);
            return null;
        }
        catch (TimeoutException)
        {
            return $"{check.Name} (no answer within {Limits.ReadinessTimeout.TotalSeconds} s)";
        }
        catch (UnavailableException e)
        {
            return $"{check.Name} ({e.Message.TrimEnd('.')})";
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Unforeseen, so its message may hold what a caller shouldn't read.
            return $"{check.Name} ({e.GetType().Name})";
        }
    }
}
