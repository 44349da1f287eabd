using System.Text.Json;
using Purchases.Tests.Worker.Protocol;

namespace Purchases.Tests.Worker;

/// <summary>What the worker told the host at the end of one invocation.</summary>
internal sealed record Invocation(string Function, InvocationResponse Result)
{
    public bool Succeeded => Result.Result.Status == StatusResult.Types.Status.Success;

    /// <summary>What is for this output binding: texts, as the worker hands them over; none when nothing is.</summary>
    public IReadOnlyList<string> Output(string binding) =>
        Result.OutputData.SingleOrDefault(output => output.Name == binding)?.Data is { DataCase: TypedData.DataOneofCase.Json } data
            ? JsonSerializer.Deserialize<string[]>(data.Json)!
            : [];
}
