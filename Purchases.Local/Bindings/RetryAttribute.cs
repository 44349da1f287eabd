namespace Microsoft.Azure.Functions.Worker;

/// <summary>Stands for the attribute of Microsoft.Azure.Functions.Worker.Extensions.Abstractions: how a failed function is tried again.</summary>
[AttributeUsage(AttributeTargets.Method)]
public abstract class RetryAttribute : Attribute
{
    /// <summary>Attempts after the first; -1 means without end.</summary>
    public int MaxRetryCount { get; set; }
}
