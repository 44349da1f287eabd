using System.Linq.Expressions;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Purchases.Core;
using Purchases.Local.Embedded;

namespace Purchases.Local.Runtime;

/// <summary>
/// What an HTTP function returns, taken apart: the answer (the result itself, or its [HttpResult] property) and the
/// events of its [KafkaOutput] properties.
/// </summary>
internal sealed class FunctionOutput
{
    private readonly Func<object, IResult?> _response;
    private readonly IReadOnlyList<(TopicLog Topic, Func<object, string[]?> Events)> _outputs;

    /// <exception cref="InvalidOperationException">The return type isn't one that Local binds.</exception>
    public FunctionOutput(FunctionDefinition function, Func<string, TopicLog> topics)
    {
        var type = FunctionMethods.Result(function.Method);
        if (typeof(IResult).IsAssignableFrom(type))
        {
            _response = static result => (IResult)result;
            _outputs = [];
            return;
        }

        var response = type.GetProperties().SingleOrDefault(property => property.IsDefined(typeof(HttpResultAttribute)))
            ?? throw new InvalidOperationException(
                $"Function {function.Name} returns {type.Name}, which is no IResult and has no [HttpResult] property.");
        _response = Getter<IResult>(response);
        _outputs = [.. FunctionMethods.KafkaOutputs(function.Method)
            .Select(found => (topics(found.Output.Topic), Getter<string[]>(found.Property)))];
    }

    public IResult Response(object? result) =>
        (result is null ? null : _response(result)) ?? throw new InvalidOperationException("The function gave no answer.");

    /// <summary>Puts the events on their topics; returns when they are on disk.</summary>
    /// <exception cref="UnavailableException">They were not taken.</exception>
    public async Task PublishAsync(object result)
    {
        foreach (var (topic, events) in _outputs)
        {
            // All of the call's events or none: a call that is refused leaves nothing behind.
            if (events(result) is { Length: > 0 } texts) await topic.AppendAllAsync(Array.ConvertAll(texts, EnvelopeDecoder.Decode));
        }
    }

    private static Func<object, T?> Getter<T>(PropertyInfo property)
    {
        var result = Expression.Parameter(typeof(object));
        return Expression.Lambda<Func<object, T?>>(
            Expression.Property(Expression.Convert(result, property.DeclaringType!), property), result).Compile();
    }
}
