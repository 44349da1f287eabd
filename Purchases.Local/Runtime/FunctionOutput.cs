using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Purchases.Local.Embedded;

namespace Purchases.Local.Runtime;

/// <summary>
/// The parts of an HTTP function's result: the response (the result itself, or its [HttpResult] property) and the events of its
/// [KafkaOutput] properties.
/// </summary>
internal sealed class FunctionOutput(FunctionDefinition function, Func<string, TopicLog> topics)
{
    private readonly PropertyInfo? _response = FunctionMethods.Result(function.Method).GetProperties()
        .SingleOrDefault(property => property.IsDefined(typeof(HttpResultAttribute)));

    private readonly IReadOnlyList<(TopicLog Topic, PropertyInfo Events)> _outputs =
        [.. FunctionMethods.KafkaOutputs(function.Method).Select(found => (topics(found.Output.Topic), found.Property))];

    public IResult Response(object? result) => (_response is null ? result : _response.GetValue(result)) as IResult
        ?? throw new InvalidOperationException($"Function {function.Name} returned no response.");

    /// <summary>Appends the events to their topics; returns when they are on disk.</summary>
    /// <exception cref="UnavailableException">No event was appended.</exception>
    public async Task PublishAsync(object result)
    {
        foreach (var (topic, events) in _outputs)
        {
            // All events of the call or none: a rejected call leaves nothing behind.
            if (events.GetValue(result) is string[] { Length: > 0 } envelopes)
                await topic.AppendAllAsync(Array.ConvertAll(envelopes, EnvelopeDecoder.Decode));
        }
    }
}
