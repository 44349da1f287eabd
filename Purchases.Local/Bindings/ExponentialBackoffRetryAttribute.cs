namespace Microsoft.Azure.Functions.Worker;

/// <summary>Stands for the attribute of Microsoft.Azure.Functions.Worker.Extensions.Abstractions: pauses that grow from one bound to the other.</summary>
public sealed class ExponentialBackoffRetryAttribute : RetryAttribute
{
    /// <param name="minimumInterval">The first pause, as <c>hh:mm:ss</c>.</param>
    /// <param name="maximumInterval">The longest pause, as <c>hh:mm:ss</c>.</param>
    public ExponentialBackoffRetryAttribute(int maxRetryCount, string minimumInterval, string maximumInterval)
    {
        MaxRetryCount = maxRetryCount;
        MinimumInterval = minimumInterval;
        MaximumInterval = maximumInterval;
    }

    public string MinimumInterval { get; }

    public string MaximumInterval { get; }
}
